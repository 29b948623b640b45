//! What the people of the city are called, by sign-in name and by account: facts, orders and the
//! trail carry the sign-in name, and a reader wants to know who that is.

use fangxian_core::ids::AccountId;
use fangxian_store::accounts::{account_by_id, accounts_named};
use fangxian_store::{StoreError, Tx};
use std::collections::HashMap;
use std::sync::RwLock;

/// The names. A cache: it is read at start and follows the feed; nobody is renamed.
#[derive(Default)]
pub struct People {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    by_login: HashMap<String, String>,
    by_account: HashMap<AccountId, String>,
}

impl People {
    /// Reads everybody.
    pub(crate) async fn load(tx: &Tx) -> Result<People, StoreError> {
        let people = People::default();
        for (account, login, name) in accounts_named(tx).await? {
            people.learn(account, &login, &name);
        }
        Ok(people)
    }

    /// Reads those who are new.
    pub(crate) async fn read(
        tx: &Tx,
        new: &[AccountId],
    ) -> Result<Vec<(AccountId, String, String)>, StoreError> {
        let mut read = Vec::with_capacity(new.len());
        for id in new {
            if let Some(account) = account_by_id(tx, *id).await? {
                read.push((account.id, account.login, account.name));
            }
        }
        Ok(read)
    }

    pub(crate) fn learn(&self, account: AccountId, login: &str, name: &str) {
        let mut known = self.known.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.by_login.insert(login.to_owned(), name.to_owned());
        known.by_account.insert(account, name.to_owned());
    }

    /// How many there are. It only grows: who has seen so many has seen the same names.
    pub(crate) fn len(&self) -> usize {
        let known = self.known.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.by_account.len()
    }

    /// The name of who signs in so; the sign-in name itself where nobody has it.
    pub fn by_login(&self, login: &str) -> String {
        let known = self.known.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.by_login.get(login).cloned().unwrap_or_else(|| login.to_owned())
    }

    /// The name of an account.
    pub fn by_account(&self, account: AccountId) -> Option<String> {
        let known = self.known.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.by_account.get(&account).cloned()
    }
}
