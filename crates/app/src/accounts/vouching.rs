//! Vouching: who gave out a first password has seen it, and could act as two. So an account gives no
//! right until a second person has heard from its owner (decision 0015).

use super::{AccountSeen, read_with_roles, reading_of};
use crate::Refusal;
use crate::caller::Request;
use fangxian_core::Moment;
use fangxian_core::audit::{Deed, Fingerprint};
use fangxian_core::ids::AccountId;
use fangxian_core::policy::Act;
use fangxian_store::accounts::{self as store, Account, account_by_id, account_by_login};
use fangxian_store::{Db, Tx, audit};

/// How many waiting accounts are shown at once; a city makes a few a day.
const WAITING_SHOWN: i64 = 200;

/// What the owner tells whoever vouches. It follows from the password's hash, so it is another one
/// after every change of the password, and nobody can see it but the holder of the password.
pub(super) fn vouch_code(account: &Account) -> String {
    let words = format!("vouch\n{}\n{}", account.id, account.password_hash);
    let print = Fingerprint::of(words.as_bytes()).to_string();
    let number = print.get(..15).and_then(|hex| u64::from_str_radix(hex, 16).ok());
    format!("{:08}", number.unwrap_or_default() % 100_000_000)
}

/// The accounts that wait for somebody to vouch for them. Names are personal data: the reading is
/// logged.
pub async fn accounts_unvouched(req: &Request) -> Result<Vec<AccountSeen>, Refusal> {
    let scope = req.authorize_city(Act::AccountVouch)?;
    let reading = reading_of(req, &scope)?;
    let seen = req.city.db.write(move |tx| async move {
        let accounts = store::accounts_unvouched(&tx, WAITING_SHOWN).await?;
        read_with_roles(&tx, accounts, reading).await
    });
    seen.await
}

/// Vouches that an account is in the right hands, by the code that its owner has told. Nobody
/// vouches for himself, nor for a password that he gave out. A wrong code is kept in the trail.
pub async fn account_vouch(req: &Request, id: AccountId, code: &str) -> Result<(), Refusal> {
    let act = Act::AccountVouch;
    req.authorize_city(act)?;
    if id == req.caller.account {
        return Err(Refusal::SamePerson);
    }
    let (asked, code) = (req.clone(), code.to_owned());
    let vouched = req.city.db.write(move |tx| async move {
        let account = account_by_id(&tx, id).await?.ok_or(Refusal::NotFound)?;
        let by = asked.caller.account.to_string();
        if account.vouched_by.is_none() && account.issued_by == by {
            return Err(Refusal::VoucherIsIssuer);
        }
        let done = vouch(&tx, &account, &code, &by).await?;
        asked.deed(&tx, act, &id.to_string(), done.word())?;
        Ok(done)
    });
    vouched.await?.answer()
}

/// The same from the console of the machine, where a city has only one administrator so far.
/// Whoever has that console holds the store itself; the trail says that it was used.
pub async fn account_vouch_at_console(
    db: &Db,
    key: &str,
    login: &str,
    code: &str,
    wall: Moment,
) -> Result<(), Refusal> {
    let (key, login, code) = (key.to_owned(), login.to_owned(), code.to_owned());
    let vouched = db.write(move |tx| async move {
        let account = account_by_login(&tx, &login).await?.ok_or(Refusal::NotFound)?;
        let done = vouch(&tx, &account, &code, CONSOLE).await?;
        let deed = Deed {
            at: wall,
            account: None,
            act: Act::AccountVouch.code().to_owned(),
            purpose: None,
            subject: account.id.to_string(),
            detail: format!("{CONSOLE} {}", done.word()),
        };
        audit::append(&tx, &key, deed)?;
        Ok::<_, Refusal>(done)
    });
    vouched.await?.answer()
}

const CONSOLE: &str = "console";

/// What came of a code: said only once the trail has it.
#[derive(Clone, Copy)]
enum Vouched {
    Now,
    Before,
    WrongCode,
}

impl Vouched {
    fn word(self) -> &'static str {
        match self {
            Vouched::Now => "vouched",
            Vouched::Before => "vouched_before",
            Vouched::WrongCode => "wrong_code",
        }
    }

    fn answer(self) -> Result<(), Refusal> {
        match self {
            Vouched::Now | Vouched::Before => Ok(()),
            Vouched::WrongCode => Err(Refusal::VouchCodeWrong),
        }
    }
}

async fn vouch(tx: &Tx, account: &Account, code: &str, by: &str) -> Result<Vouched, Refusal> {
    if account.vouched_by.is_some() {
        return Ok(Vouched::Before);
    }
    let told: String = code.chars().filter(char::is_ascii_digit).collect();
    // While the first password is in use, who gave it out could read the code.
    if account.must_change_password || told != vouch_code(account) {
        return Ok(Vouched::WrongCode);
    }
    store::account_vouch(tx, account, by).await?;
    Ok(Vouched::Now)
}
