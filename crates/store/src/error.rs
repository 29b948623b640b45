//! What can go wrong between the program and its database, as cases that a caller can tell apart.

/// Why the store could not do what it was asked.
///
/// No case carries a value that somebody put in: a name or a number must not reach a log through
/// an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A row with this key stands already. `constraint` reads `notice(county, text_sha256)`, the
    /// same on every engine.
    #[error("a row with the same {constraint} stands already")]
    Conflict {
        /// The table and the columns that must be unique.
        constraint: String,
    },
    /// The row breaks a rule of the schema other than uniqueness: a missing parent, a value
    /// outside its list, an empty required column.
    #[error("the row breaks a rule of the schema: {rule}")]
    Refused {
        /// The rule, in the engine's words.
        rule: String,
    },
    /// Somebody changed the row since it was read, or it is not there.
    #[error("the {what} was changed by somebody else meanwhile")]
    Stale {
        /// The kind of record.
        what: &'static str,
    },
    /// A stored value cannot be what its column is for.
    #[error("a stored value is damaged: {table}.{column}")]
    Damaged {
        /// The table that was read.
        table: String,
        /// The column that was asked for.
        column: String,
    },
    /// The database file itself is damaged or is no database.
    #[error("the database file is damaged")]
    DamagedFile,
    /// Too many at once: a lock or a connection could not be had in time. Nothing was written;
    /// the same request may be tried again.
    #[error("the store is busy; try again")]
    Busy,
    /// There is no room left on the disk. Nothing was written.
    #[error("there is no room left on the disk")]
    Full,
    /// The database server cannot be reached. Where this answers a write, the write may or may
    /// not have been committed: ask again with the same id.
    #[error("the database cannot be reached")]
    Unreachable(#[source] EngineFault),
    /// A statement failed earlier in this transaction, so nothing of it is kept.
    #[error("an earlier statement of this transaction failed, so nothing of it was kept")]
    Aborted,
    /// The transaction was used after its end.
    #[error("the transaction has already ended")]
    Ended,
    /// The body of a transaction waited for something other than the database.
    #[error("a transaction waited for something other than the database")]
    Waited,
    /// The body of a transaction panicked. Nothing was written.
    #[error("a transaction panicked, so nothing of it was kept")]
    Panicked,
    /// The engine's settings would lose acknowledged writes.
    #[error(
        "refusing to start: the database runs with {setting} = {value}, which loses acknowledged writes"
    )]
    NotDurable {
        /// The setting's name.
        setting: &'static str,
        /// What it is set to.
        value: String,
    },
    /// Anything else that the engine said.
    #[error("the database refused: {statement}")]
    Engine {
        /// The beginning of the statement. Statements hold no values.
        statement: String,
        /// What the engine said.
        #[source]
        fault: EngineFault,
    },
}

/// What an engine said, without the values that it may quote.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{engine} {code}: {message}")]
pub struct EngineFault {
    /// `sqlite` or `postgresql`.
    pub engine: &'static str,
    /// The engine's own code: `42P01`, `787`.
    pub code: String,
    /// The engine's message.
    pub message: String,
}

impl StoreError {
    /// The beginning of a statement, enough to find it in the code.
    pub(crate) fn statement(sql: &str) -> String {
        let words: Vec<&str> = sql.split_whitespace().take(12).collect();
        words.join(" ")
    }

    /// Whether this says that `table` holds such a row already, whichever key it was.
    pub fn conflicts_with(&self, table: &str) -> bool {
        match self {
            StoreError::Conflict { constraint } => {
                constraint.strip_prefix(table).is_some_and(|rest| rest.starts_with('('))
            }
            StoreError::Refused { .. }
            | StoreError::Stale { .. }
            | StoreError::Damaged { .. }
            | StoreError::DamagedFile
            | StoreError::Busy
            | StoreError::Full
            | StoreError::Unreachable(_)
            | StoreError::Aborted
            | StoreError::Ended
            | StoreError::Waited
            | StoreError::Panicked
            | StoreError::NotDurable { .. }
            | StoreError::Engine { .. } => false,
        }
    }
}
