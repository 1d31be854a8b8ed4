//! Who may do what: roles, deeds, and the one table that joins them. What the table does not allow is denied.

use serde::{Deserialize, Serialize};

/// As what a person acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Works cases: takes, decides, proposes.
    Officer,
    /// Works cases, assigns them, and is the second pair of eyes.
    Supervisor,
    /// Looks at everything that helps to make the model better, decides nothing.
    Analyst,
    /// Reads everything and proves it, changes nothing.
    Auditor,
    /// Keeps the accounts, sees no case.
    Admin,
}

impl Role {
    /// All, as pages list them.
    pub const ALL: [Role; 5] = [Role::Officer, Role::Supervisor, Role::Analyst, Role::Auditor, Role::Admin];

    /// As stored, sent and typed.
    pub fn name(self) -> &'static str {
        match self {
            Role::Officer => "officer",
            Role::Supervisor => "supervisor",
            Role::Analyst => "analyst",
            Role::Auditor => "auditor",
            Role::Admin => "admin",
        }
    }

    /// The role of a name.
    pub fn of(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Whoever asks for or does something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Name of the account.
    pub user: String,
    pub role: Role,
    /// Customs offices within which the person sees and acts; `None` is all, an empty list is none.
    pub offices: Option<Vec<String>>,
}

impl Actor {
    /// Someone who acts everywhere.
    pub fn everywhere(user: &str, role: Role) -> Actor {
        Actor { user: user.into(), role, offices: None }
    }

    /// Whether an office lies within what the person sees. Without an office declared, only those who see all do.
    pub fn sees(&self, office: &str) -> bool {
        self.offices.as_ref().is_none_or(|offices| offices.iter().any(|own| own == office))
    }
}

/// Whatever can be asked of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// See queue, case, search, timelines, similar cases and a case's history.
    ViewCases,
    /// Take a case in hand, or put an own one back.
    Take,
    /// Give a case to someone else, or take it out of someone's hand.
    Assign,
    /// Set the day until which a case is to be decided.
    SetDue,
    /// Decide a case, or propose what needs a second person.
    Decide,
    /// Approve or refuse what someone else proposed.
    Approve,
    /// Open a decided case again.
    Reopen,
    /// Take back one's own last act.
    Undo,
    /// Write a comment.
    Comment,
    /// Attach a file.
    Attach,
    /// See the exceptions.
    ViewExceptions,
    /// Say that something is known honest, or end that.
    Except,
    /// Keep own views of the queue.
    SaveView,
    /// Share a view with everyone.
    ShareView,
    /// Take a case's file, or rows of the queue, out of the house.
    ExportCases,
    /// Take decisions out as labels.
    ExportLabels,
    /// See hit rates, backlog and precision.
    ViewStatistics,
    /// See the models (they are read only).
    ViewModels,
    /// See the flow warnings.
    ViewWarnings,
    /// Read the audit log as a whole.
    ViewAudit,
    /// Prove that the audit log is whole.
    VerifyAudit,
    /// See names and roles of accounts.
    ViewUsers,
    /// Add, change and disable accounts.
    ManageUsers,
    /// Change one's own password.
    ChangeOwnPassword,
    /// Open a night's cases: the program only, no role.
    OpenNight,
}

impl Deed {
    /// All, in the order of the table.
    pub const ALL: [Deed; 25] = [
        Deed::ViewCases,
        Deed::Take,
        Deed::Assign,
        Deed::SetDue,
        Deed::Decide,
        Deed::Approve,
        Deed::Reopen,
        Deed::Undo,
        Deed::Comment,
        Deed::Attach,
        Deed::ViewExceptions,
        Deed::Except,
        Deed::SaveView,
        Deed::ShareView,
        Deed::ExportCases,
        Deed::ExportLabels,
        Deed::ViewStatistics,
        Deed::ViewModels,
        Deed::ViewWarnings,
        Deed::ViewAudit,
        Deed::VerifyAudit,
        Deed::ViewUsers,
        Deed::ManageUsers,
        Deed::ChangeOwnPassword,
        Deed::OpenNight,
    ];

    /// As told to people.
    pub fn name(self) -> &'static str {
        match self {
            Deed::ViewCases => "view-cases",
            Deed::Take => "take",
            Deed::Assign => "assign",
            Deed::SetDue => "set-due",
            Deed::Decide => "decide",
            Deed::Approve => "approve",
            Deed::Reopen => "reopen",
            Deed::Undo => "undo",
            Deed::Comment => "comment",
            Deed::Attach => "attach",
            Deed::ViewExceptions => "view-exceptions",
            Deed::Except => "except",
            Deed::SaveView => "save-view",
            Deed::ShareView => "share-view",
            Deed::ExportCases => "export-cases",
            Deed::ExportLabels => "export-labels",
            Deed::ViewStatistics => "view-statistics",
            Deed::ViewModels => "view-models",
            Deed::ViewWarnings => "view-warnings",
            Deed::ViewAudit => "view-audit",
            Deed::VerifyAudit => "verify-audit",
            Deed::ViewUsers => "view-users",
            Deed::ManageUsers => "manage-users",
            Deed::ChangeOwnPassword => "change-own-password",
            Deed::OpenNight => "open-night",
        }
    }

    /// Whether the deed reads without leaving a trace; all others are written into the audit log.
    pub fn reads(self) -> bool {
        matches!(
            self,
            Deed::ViewCases
                | Deed::ViewExceptions
                | Deed::ViewStatistics
                | Deed::ViewModels
                | Deed::ViewWarnings
                | Deed::ViewAudit
                | Deed::VerifyAudit
                | Deed::ViewUsers
        )
    }
}

/// Whether a role may do a deed at all; offices are asked beside it. What is not listed is denied.
pub fn allowed(role: Role, deed: Deed) -> bool {
    use Deed::*;
    let deeds: &[Deed] = match role {
        Role::Officer => &[
            ViewCases,
            Take,
            Decide,
            Undo,
            Comment,
            Attach,
            ViewExceptions,
            SaveView,
            ExportCases,
            ViewWarnings,
            ChangeOwnPassword,
        ],
        Role::Supervisor => &[
            ViewCases,
            Take,
            Assign,
            SetDue,
            Decide,
            Approve,
            Reopen,
            Undo,
            Comment,
            Attach,
            ViewExceptions,
            Except,
            SaveView,
            ShareView,
            ExportCases,
            ExportLabels,
            ViewStatistics,
            ViewModels,
            ViewWarnings,
            ViewUsers,
            ChangeOwnPassword,
        ],
        Role::Analyst => &[
            ViewCases,
            Comment,
            ViewExceptions,
            SaveView,
            ExportCases,
            ExportLabels,
            ViewStatistics,
            ViewModels,
            ViewWarnings,
            ChangeOwnPassword,
        ],
        Role::Auditor => &[
            ViewCases,
            ViewExceptions,
            SaveView,
            ExportCases,
            ViewStatistics,
            ViewModels,
            ViewWarnings,
            ViewAudit,
            VerifyAudit,
            ViewUsers,
            ChangeOwnPassword,
        ],
        Role::Admin => &[ViewAudit, VerifyAudit, ViewUsers, ManageUsers, ChangeOwnPassword],
    };
    deeds.contains(&deed)
}
