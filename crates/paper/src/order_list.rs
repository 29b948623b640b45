//! The day's orders of a grid or a team on paper, to be ticked off and brought back.

use crate::typesetter::clock;
use fangxian_core::{CityDay, Moment};
use serde::Serialize;
use serde_json::{Value, json};

/// A list of orders as it is printed. What is ticked on it is entered later, by the reference of
/// each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderListPaper {
    /// 工单清单, or what the city calls it.
    pub title: String,
    /// Whose list: 坞城街道 师范街社区 第3网格.
    pub unit: String,
    /// The day that the work is for.
    pub day: CityDay,
    /// Who printed it; the sheet names people, so it must be known whose it is.
    pub printed_by: String,
    /// When.
    pub printed_at: Moment,
    /// The orders, by building or by whatever the list is walked by.
    pub groups: Vec<OrderGroup>,
}

/// The orders of one place that is visited in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderGroup {
    /// 白云小区5号楼1单元
    pub place: String,
    /// In the order of the walk.
    pub orders: Vec<OrderLine>,
}

/// One order on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    /// Short enough to be typed back from paper.
    pub reference: String,
    /// Where exactly, or for whom: 302室.
    pub whom: String,
    /// What to do.
    pub instruction: String,
    /// Why: 2022年第108号 高风险区.
    pub ground: String,
    /// By when.
    pub due: Moment,
}

impl OrderListPaper {
    /// The same list with every text written anew.
    pub(crate) fn map_texts(&self, map: impl Fn(&str) -> String) -> OrderListPaper {
        let line = |order: &OrderLine| OrderLine {
            reference: map(&order.reference),
            whom: map(&order.whom),
            instruction: map(&order.instruction),
            ground: map(&order.ground),
            due: order.due,
        };
        let group = |group: &OrderGroup| OrderGroup {
            place: map(&group.place),
            orders: group.orders.iter().map(line).collect(),
        };
        OrderListPaper {
            title: map(&self.title),
            unit: map(&self.unit),
            day: self.day,
            printed_by: map(&self.printed_by),
            printed_at: self.printed_at,
            groups: self.groups.iter().map(group).collect(),
        }
    }

    /// How many orders the list holds.
    pub fn n_orders(&self) -> usize {
        self.groups.iter().map(|group| group.orders.len()).sum()
    }

    pub(crate) fn values(&self) -> impl Serialize {
        json!({
            "title": self.title,
            "unit": self.unit,
            "day": self.day.written(),
            "printed_by": self.printed_by,
            "printed_at": format!("{} {}", self.printed_at.city_day().written(), clock(self.printed_at)),
            "n_orders": self.n_orders(),
            "groups": self.groups.iter().map(|group| self.group(group)).collect::<Vec<_>>(),
        })
    }

    fn group(&self, group: &OrderGroup) -> Value {
        let line = |order: &OrderLine| {
            json!({
                "reference": order.reference,
                "whom": order.whom,
                "instruction": order.instruction,
                "ground": order.ground,
                "due": self.due(order.due),
            })
        };
        json!({ "place": group.place, "orders": group.orders.iter().map(line).collect::<Vec<_>>() })
    }

    /// The hour alone where it is due on the day of the list; 24:00 rather than 23:59:59.
    fn due(&self, due: Moment) -> String {
        let (day, time) = match due == due.city_day().ends_at() {
            true => (due.city_day(), "24:00".to_owned()),
            false => (due.city_day(), clock(due)),
        };
        match day == self.day {
            true => time,
            false => format!("{}月{}日 {time}", day.month(), day.day_of_month()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_by_which_an_order_is_due_is_as_short_as_it_can_be() {
        let day = CityDay::parse("2022-10-08").unwrap();
        let list = OrderListPaper {
            title: String::new(),
            unit: String::new(),
            day,
            printed_by: String::new(),
            printed_at: day.starts_at(),
            groups: Vec::new(),
        };
        let check = |due: Moment, expected: &str| assert_eq!(list.due(due), expected);
        check(day.starts_at().plus_ms(9 * 3_600_000 + 5 * 60_000), "09:05");
        check(day.ends_at(), "24:00");
        check(day.plus(1).starts_at(), "10月9日 00:00");
        check(day.plus(-1).ends_at(), "10月7日 24:00");
    }
}
