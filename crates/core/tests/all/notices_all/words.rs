//! What single phrases mean, in tables.

use super::city::{doubts, read_here, told};
use fangxian_core::notices::area_key;

const HEAD: &str = "太原市疫情防控领导小组办公室通告\n（2022年第9号）\n关于我市调整风险区的通告\n";
const FOOT: &str = "\n太原市疫情防控领导小组办公室\n";

/// A notice of that day with that body.
fn notice(body: &str, date: &str) -> String {
    format!("{HEAD}{body}{FOOT}{date}")
}

/// One list under 一、高风险区 is read as these areas.
#[track_caller]
fn check_areas(list: &str, areas: &[&str]) {
    let read = read_here(&notice(&format!("一、高风险区\n小店区：{list}。"), "2022年10月14日"));
    let told: Vec<String> =
        told(&read).iter().map(|line| line.replace("added ->high 小店区 ", "")).collect();
    assert_eq!(told, areas, "{list}");
}

#[test]
fn a_list_is_cut_between_areas_and_nowhere_else() {
    check_areas("白桦小区", &["白桦小区"]);
    check_areas("白桦小区、红杉苑-东区、青槐村", &["白桦小区", "红杉苑-东区", "青槐村"]);
    check_areas("白桦小区，青槐村；红杉苑", &["白桦小区", "青槐村", "红杉苑"]);
    check_areas("白桦小区5号楼、6号楼", &["白桦小区5号楼、6号楼 [5号楼,6号楼]"]);
    check_areas("白桦小区3、5号楼，青槐村", &["白桦小区3、5号楼 [3号楼,5号楼]", "青槐村"]);
    check_areas("青槐村（东社、西社）、红杉苑", &["青槐村（东社、西社）", "红杉苑"]);
    check_areas(
        "东至长青街，南至丰收路，西至铁路，北至河堤；青槐村",
        &["东至长青街，南至丰收路，西至铁路，北至河堤", "青槐村"],
    );
    check_areas("当代ＭＯＭＡ城Ｂ座、青槐村", &["当代ＭＯＭＡ城Ｂ座 [B座]", "青槐村"]);
    check_areas("新河小区 B 座，青槐村", &["新河小区 B 座 [B座]", "青槐村"]);
}

#[test]
fn parts_are_written_out() {
    check_areas("白桦小区3-5号楼", &["白桦小区3-5号楼 [3号楼,4号楼,5号楼]"]);
    check_areas("白桦小区3至5号楼", &["白桦小区3至5号楼 [3号楼,4号楼,5号楼]"]);
    check_areas("白桦小区3—5号楼", &["白桦小区3—5号楼 [3号楼,4号楼,5号楼]"]);
    check_areas("白桦小区3号楼至5号楼", &["白桦小区3号楼至5号楼 [3号楼,4号楼,5号楼]"]);
    check_areas("白桦小区7号楼2单元", &["白桦小区7号楼2单元 [7号楼2单元]"]);
    check_areas("白桦小区7号楼1、2单元", &["白桦小区7号楼1、2单元 [7号楼1单元,7号楼2单元]"]);
    check_areas(
        "白桦小区7号楼1单元、4单元",
        &["白桦小区7号楼1单元、4单元 [7号楼1单元,7号楼4单元]"],
    );
    check_areas("白桦小区1、2单元", &["白桦小区1、2单元 [1单元,2单元]"]);
    check_areas("白桦小区A座、B座", &["白桦小区A座、B座 [A座,B座]"]);
    check_areas("白桦小区三号楼", &["白桦小区三号楼 [三号楼]"]);
    check_areas("长风街12号院", &["长风街12号院 [12号院]"]);
    check_areas("金明巷11号15楼", &["金明巷11号15楼 [15楼]"]);
    check_areas("白桦写字楼B座4—6层", &["白桦写字楼B座4—6层 [B座4层,B座5层,B座6层]"]);
    check_areas(
        "钢厂宿舍（12、13、14号楼及社区食堂）",
        &["钢厂宿舍（12、13、14号楼及社区食堂） [12号楼,13号楼,14号楼,社区食堂]"],
    );
    check_areas("新店小区二期（3、4号楼）", &["新店小区二期（3、4号楼） [3号楼,4号楼]"]);
    check_areas("和平里403小区", &["和平里403小区"]);
    check_areas("长风街12号", &["长风街12号"]);
    check_areas("国际公寓2层外置教育", &["国际公寓2层外置教育"]);
    check_areas("第九中学（羊市街校区）", &["第九中学（羊市街校区）"]);
}

#[test]
fn an_odd_range_is_kept_and_flagged() {
    check_areas("白桦小区9-3号楼", &["白桦小区9-3号楼 [9-3号楼] !range_unreadable"]);
    check_areas("白桦小区1至900号楼", &["白桦小区1至900号楼 [1至900号楼] !range_unreadable"]);
}

#[test]
fn what_is_left_out_is_told_apart() {
    check_areas("白桦小区（不含5号楼）", &["白桦小区 less 5号楼"]);
    check_areas("白桦小区(5号楼除外)", &["白桦小区 less 5号楼"]);
    check_areas("白桦小区（除5号楼外）", &["白桦小区 less 5号楼"]);
    check_areas("白桦小区除5号楼外", &["白桦小区 less 5号楼"]);
    check_areas("白桦小区，5号楼除外、青槐村", &["白桦小区 less 5号楼", "青槐村"]);
    check_areas("白桦小区5号楼除外", &["白桦小区 less 5号楼"]);
    check_areas("白桦小区不含5号楼", &["白桦小区 less 5号楼"]);
    check_areas("青槐村（村委会、鸽棚除外）", &["青槐村 less 村委会、鸽棚"]);
    check_areas(
        "建机小区（东至长青街，西至铁路；11号楼3单元除外）",
        &["建机小区（东至长青街，西至铁路） less 11号楼3单元"],
    );
    check_areas(
        "小店区除高、中风险区外的其他地区",
        &["小店区除高、中风险区外的其他地区 less 高、中风险区"],
    );
    check_areas("小店区除高风险区的其他地区", &["小店区除高风险区的其他地区 less 高风险区"]);
    check_areas(
        "白桦小区1-4号楼（2号楼除外）",
        &["白桦小区1-4号楼 less 2号楼 [1号楼,2号楼,3号楼,4号楼]"],
    );
}

/// One heading with one list is read as this.
#[track_caller]
fn check_heading(heading: &str, date: &str, told_as: &str) {
    let read = read_here(&notice(&format!("一、{heading}\n小店区：青槐村。"), date));
    assert_eq!(told(&read).join(" / "), told_as, "{heading}");
}

#[test]
fn a_heading_says_what_happens() {
    let (p9, p20, p8) = ("2022年10月14日", "2022年11月24日", "2022年4月2日");
    check_heading("高风险区", p9, "added ->high 小店区 青槐村");
    check_heading("新增高风险区", p9, "added ->high 小店区 青槐村");
    check_heading("新增中风险区（1个）", p9, "added ->medium 小店区 青槐村");
    check_heading("低风险区：", p9, "added ->low 小店区 青槐村");
    check_heading("封控区", p8, "added ->locked 小店区 青槐村");
    check_heading("调整为低风险区", p20, "lowered high>low 小店区 青槐村");
    check_heading("调整为低风险区", p9, "lowered ->low 小店区 青槐村 !from_unstated");
    check_heading("降为中风险区", p9, "lowered high>medium 小店区 青槐村");
    check_heading("调整为中风险区", p9, "lowered ->medium 小店区 青槐村 !from_unstated");
    check_heading("由高风险区调整为中风险区", p9, "lowered high>medium 小店区 青槐村");
    check_heading("中风险区调整为高风险区", p9, "raised medium>high 小店区 青槐村");
    check_heading("调整为高风险区", p20, "raised low>high 小店区 青槐村");
    check_heading("解除高风险区", p9, "released high>- 小店区 青槐村");
    check_heading("解除风险区", p9, "released ->- 小店区 青槐村 !from_unstated");
    check_heading("中风险区", p20, "added ->medium 小店区 青槐村 !level_not_in_edition");
    check_heading("管控要求", p9, "");
    check_heading("高、中风险区", p9, "");
}

/// A body is read as this, and these doubts are raised.
#[track_caller]
fn check_body(body: &str, told_as: &[&str], raised: &[&str]) {
    let read = read_here(&notice(body, "2022年10月14日"));
    assert_eq!(told(&read), told_as, "{body}");
    assert_eq!(doubts(&read), raised, "{body}");
}

#[test]
fn counts_are_held_against_what_is_found() {
    check_body(
        "我市新增高风险区2个。\n一、高风险区\n小店区：青槐村。",
        &["added ->high 小店区 青槐村"],
        &["count_differs 高风险区2个"],
    );
    check_body(
        "我市新增1个高风险区。\n一、高风险区\n小店区(2个)：青槐村。",
        &["added ->high 小店区 青槐村"],
        &["count_differs 小店区(2个)"],
    );
    check_body(
        "我市新增高风险区一个，现有高风险区12个。\n一、高风险区\n小店区：青槐村。",
        &["added ->high 小店区 青槐村"],
        &[],
    );
    check_body(
        "将1个高风险区调整为中风险区，解除中风险区1个。\n一、高风险区调整为中风险区\n小店区：青槐村。\n二、解除中风险区\n迎泽区：红杉苑。",
        &["lowered high>medium 小店区 青槐村", "released medium>- 迎泽区 红杉苑"],
        &[],
    );
}

#[test]
fn what_is_missing_is_flagged_and_not_guessed() {
    check_body(
        "一、高风险区\n小店E：青槐村。",
        &["added ->high 小店E 青槐村 !county_unknown"],
        &[],
    );
    check_body(
        "二、中风险区\n小店区：青槐村。",
        &["added ->medium 小店区 青槐村"],
        &["text_cut_off 二、中风险区"],
    );
    check_body(
        "小店区：青槐村。\n中风险区内实行“人不出区、错峰取物”管控措施。",
        &["added ->medium 小店区 青槐村 !level_from_later_sentence"],
        &[],
    );
    check_body(
        "小店区：青槐村。\n请居民配合。",
        &[],
        &["text_cut_off 小店区：青槐村。", "no_changes"],
    );
    check_body(
        "一、高风险区\n小店区：青槐村、白桦小\n高风险区内实行“足不出户、上门服务”封控措施。",
        &["added ->high 小店区 青槐村", "added ->high 小店区 白桦小 !text_cut_off"],
        &[],
    );
    check_body(
        "一、高风险区\n小店区：青槐村万柏林区：红杉苑。",
        &["added ->high 小店区 青槐村万柏林区：红杉苑 !text_cut_off"],
        &[],
    );
    check_body(
        "一、高风险区\n小店区：\n万柏林区：红杉苑。",
        &["added ->high 万柏林区 红杉苑"],
        &["text_cut_off 小店区："],
    );
    check_body(
        "3号楼2单元。\n一、高风险区\n小店区：青槐村。",
        &["added ->high 小店区 青槐村"],
        &["text_cut_off 3号楼2单元。"],
    );
    check_body(
        "一、高风险区\n小店区：青槐村。\n高风险区内实行“足不出户”措施。\n万柏林区：红杉苑。\n",
        &["added ->high 小店区 青槐村"],
        &["text_cut_off 万柏林区：红杉苑。"],
    );
    check_body(
        "一、高风险区\n小店区：青槐村、青槐 村。",
        &["added ->high 小店区 青槐村", "added ->high 小店区 青槐 村 !named_twice"],
        &[],
    );
}

#[test]
fn the_notice_is_held_against_the_edition_of_its_day() {
    let list = "一、高风险区\n小店区：青槐村。\n";
    let told_as = ["added ->high 小店区 青槐村"];
    check_body(
        &format!(
            "{list}高风险区连续7天无新增感染者降为中风险区，中风险区连续3天无新增感染者降为低风险区。"
        ),
        &told_as,
        &[],
    );
    check_body(
        &format!("{list}高风险区连续5天无新增感染者降为低风险区。"),
        &told_as,
        &["clause_differs 高风险区连续5天无新增感染者降为低风险区"],
    );
    check_body(
        &format!("{list}中风险区连续3天无新增感染者降为低风险区。"),
        &told_as,
        &["clause_differs 中风险区连续3天无新增感染者降为低风险区"],
    );
    check_body(
        &format!("按照《新型冠状病毒肺炎防控方案(第九版)》，现通告如下：\n{list}"),
        &told_as,
        &[],
    );
    check_body(
        &format!("按照《新型冠状病毒肺炎防控方案(第八版)》，现通告如下：\n{list}"),
        &told_as,
        &["edition_differs 新型冠状病毒肺炎防控方案(第八版)"],
    );
}

#[test]
fn a_list_without_lines_of_counties_names_them_before_each_area() {
    check_body(
        "一、高风险区：小店区青槐村、白桦小区5号楼；万柏林区红杉苑。",
        &[
            "added ->high 小店区 青槐村",
            "added ->high 小店区 白桦小区5号楼 [5号楼]",
            "added ->high 万柏林区 红杉苑",
        ],
        &[],
    );
}

#[test]
fn a_sentence_may_change_areas_without_a_list() {
    check_body(
        "经研究，自10月14日12时起，将小店区青槐村、万柏林区白桦小区（不含5号楼）由高风险区调整为中风险区。",
        &["lowered high>medium 小店区 青槐村", "lowered high>medium 万柏林区 白桦小区 less 5号楼"],
        &[],
    );
    check_body(
        "现将小店区青槐村划定为高风险区，将迎泽区红杉苑划定为中风险区。",
        &["added ->high 小店区 青槐村", "added ->medium 迎泽区 红杉苑"],
        &[],
    );
    check_body("现将小店区青槐村解除高风险区。", &["released high>- 小店区 青槐村"], &[]);
    check_body("将按规定调整为中风险区管理。", &[], &["no_changes"]);
}

/// Number, date and authority of a text, and the doubts about them.
#[track_caller]
fn check_header(text: &str, number: &str, date: &str, authority: &str, raised: &[&str]) {
    let read = read_here(text);
    assert_eq!(read.number.as_deref().unwrap_or("-"), number, "{text}");
    assert_eq!(read.date.map_or("-".to_owned(), |day| day.to_string()), date, "{text}");
    assert_eq!(read.authority.as_deref().unwrap_or("-"), authority, "{text}");
    let doubts: Vec<String> =
        doubts(&read).into_iter().filter(|line| line != "no_changes").collect();
    assert_eq!(doubts, raised, "{text}");
}

#[test]
fn number_date_and_signature_are_read_or_missed() {
    let office = "太原市疫情防控领导小组办公室";
    let body = "我市情况平稳。";
    check_header(&notice(body, "2022年10月14日"), "2022年第9号", "2022-10-14", office, &[]);
    check_header(&notice(body, "２０２２年１０月１４日"), "2022年第9号", "2022-10-14", office, &[]);
    check_header(&notice(body, "二〇二二年十月十四日"), "2022年第9号", "2022-10-14", office, &[]);
    check_header(
        &notice(body, "2022年2月30日"),
        "2022年第9号",
        "-",
        office,
        &["date_unreadable 2022年2月30日"],
    );
    check_header(
        &notice(body, "2022年1O月14日"),
        "2022年第9号",
        "-",
        office,
        &["date_unreadable 2022年1O月14日"],
    );
    check_header(&notice(body, ""), "2022年第9号", "-", office, &["date_unreadable"]);
    check_header(
        &notice(body, "2022年10月14日").replace("第9号", "第1O8号"),
        "-",
        "2022-10-14",
        office,
        &["number_unreadable （2022年第1O8号）"],
    );
    check_header(
        &notice(body, "2022年10月14日").replace("（2022年第9号）\n", ""),
        "-",
        "2022-10-14",
        office,
        &["number_unreadable"],
    );
    check_header(
        &format!("{HEAD}{body}\n2022年10月14日"),
        "2022年第9号",
        "2022-10-14",
        office,
        &["authority_missing"],
    );
    check_header(
        "（2022年第9号）\n关于事项的通告\n我市情况平稳。\n2022年10月14日",
        "2022年第9号",
        "2022-10-14",
        "-",
        &["authority_missing"],
    );
    check_header(
        &notice(body, "2022年10月14日")
            .replace("太原市疫情防控领导小组办公室\n2", "太原市疫情防控领\n导小组办公室\n2"),
        "2022年第9号",
        "2022-10-14",
        office,
        &[],
    );
}

#[test]
fn marks_of_a_page_are_not_read() {
    let read = read_here(
        "# **太原市疫情防控领导小组办公室通告**\n\n(2022年第9号)  \n\n## 关于我市新增高风险区的通告\n\n**一、高风险区**\n\n\
         **小店区**（1个）：白桦\n\n第3版\n\n小区5&nbsp;号楼。\n\n---\n\n太原市疫情防控领导小组办公室  \n2022年10月14日\n\n责编 张三",
    );
    assert_eq!(told(&read), ["added ->high 小店区 白桦小区5 号楼 [5号楼]"]);
    assert_eq!(doubts(&read), [""; 0]);
}

#[test]
fn one_area_has_one_key() {
    let same = |a: &str, b: &str| assert_eq!(area_key(a, None), area_key(b, None), "{a} {b}");
    let apart = |a: &str, b: &str| assert_ne!(area_key(a, None), area_key(b, None), "{a} {b}");
    same("白桦小区 B 座", "白桦小区Ｂ座");
    same("第九中学（羊市街校区）", "第九中学(羊市街校区)");
    same("太原市第九中学", "第九中学");
    same("太原市小店区白桦小区", "白桦小区");
    same("新店小区（3、4号楼）", "新店小区3、4号楼");
    assert_eq!(area_key("白桦小区（不含5号楼）", None), area_key("白桦小区", Some("5号楼")));
    assert_eq!(area_key("白桦小区（5号楼除外）", None), area_key("白桦小区", Some("5号楼")));
    apart("白桦小区5号楼", "白桦小区（不含5号楼）");
    apart("白桦小区", "白桦小区（不含5号楼）");
    apart("白桦小区1期1（2号楼）", "白桦小区1期12号楼");
    apart("丁香东区5号楼", "丁香西区5号楼");
    apart("小店区除高风险区外的其他地区", "晋源区除高风险区外的其他地区");
    same("小店区除高、中风险区外的其他地区", "太原市小店区除高、中风险区的其他地区");
    apart("小店区除高、中风险区外的其他地区", "小店区除高风险区外的其他地区");
    apart("小店区", "小店区除高风险区外的其他地区");
    let rest = "小店区除高风险区外的其他地区";
    assert_eq!(area_key(rest, None), area_key(rest, Some("高风险区")));
}
