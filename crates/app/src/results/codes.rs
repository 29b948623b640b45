//! A code that is sent to the phone in the register.

use super::look_up::{Asked, LookUpRefused, candidates, code_mac, hold_back};
use super::sms::{fresh_code, sms_put};
use crate::{City, mint};
use fangxian_core::Moment;
use fangxian_core::results::{TryKind, is_same_name};
use fangxian_store::results::{StoredCode, code_insert, try_take};
use std::sync::Arc;
use tokio::time::Instant;

/// Sends a code to the phone in the register, where document and name are of one who has a phone
/// there. Whether that is so cannot be told from the answer.
pub async fn code_send(city: &Arc<City>, asked: &Asked, wall: Moment) -> Result<(), LookUpRefused> {
    let began = Instant::now();
    let sent = checked_send(city, asked, wall).await;
    hold_back(began).await;
    sent
}

async fn checked_send(city: &Arc<City>, asked: &Asked, wall: Moment) -> Result<(), LookUpRefused> {
    let seals = &city.keys.seals;
    let index = seals.index("document", asked.document.number());
    let known = candidates(city, &index, wall).await?;
    let mut phone = None;
    for stored in &known.people {
        let person = crate::register::opened(seals, stored)?;
        if is_same_name(&asked.name, person.name.as_str()) {
            phone = phone.or(person.phone);
        }
    }
    let (digits, text) = fresh_code()?;
    // Where there is nobody to send it to, one is kept that nobody knows.
    let code = StoredCode {
        id: mint::uuid(wall)?,
        mac: match phone {
            Some(_) => code_mac(city, &index, &digits),
            None => seals.fingerprint(&mint::random::<16>()?),
        },
        document_index: index.clone(),
        sent_at: wall,
    };
    let (try_id, second_try) = (mint::uuid(wall)?, mint::uuid(wall)?);
    let to = phone.as_ref().map_or("", |phone| phone.as_str());
    let phone_index = seals.index("phone", to);
    let (key, acting) = (city.key(), Arc::clone(city));
    let write = city.db.write(move |tx| async move {
        let by_document = (TryKind::Code, index.as_slice());
        if !try_take(&tx, &key, by_document, try_id, wall).await? {
            return Err(LookUpRefused::TooManyCodes);
        }
        code_insert(&tx, &key, &code).await?;
        // That the phone of a family has had enough is not told: it would say whose it is.
        if let Some(phone) = phone
            && try_take(&tx, &key, (TryKind::Phone, &phone_index), second_try, wall).await?
        {
            sms_put(&tx, &acting, &phone, text, wall).await?;
        }
        Ok(())
    });
    write.await
}
