//! Exit codes: one enum for the code, `--help` and the man pages. They are stable; scripts build
//! on them.

/// How a run of sparrowctl ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Ok = 0,
    Failed = 1,
    Usage = 2,
    NotFound = 3,
    Auth = 4,
    Unreachable = 5,
    Timeout = 6,
    Invalid = 7,
    Pending = 8,
    TargetFailed = 9,
    Partial = 10,
    Conflict = 11,
    Limited = 12,
    Unconfirmed = 13,
    Bug = 70,
    Interrupted = 130,
    Terminated = 143,
}

impl Exit {
    pub const ALL: [Self; 17] = [
        Self::Ok,
        Self::Failed,
        Self::Usage,
        Self::NotFound,
        Self::Auth,
        Self::Unreachable,
        Self::Timeout,
        Self::Invalid,
        Self::Pending,
        Self::TargetFailed,
        Self::Partial,
        Self::Conflict,
        Self::Limited,
        Self::Unconfirmed,
        Self::Bug,
        Self::Interrupted,
        Self::Terminated,
    ];

    pub const fn code(self) -> u8 {
        self as u8
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::NotFound => "not_found",
            Self::Auth => "auth",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Invalid => "invalid",
            Self::Pending => "pending",
            Self::TargetFailed => "target_failed",
            Self::Partial => "partial",
            Self::Conflict => "conflict",
            Self::Limited => "limited",
            Self::Unconfirmed => "unconfirmed",
            Self::Bug => "bug",
            Self::Interrupted => "interrupted",
            Self::Terminated => "terminated",
        }
    }

    /// When it is used, in one line.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "done; also an empty list, a closed pipe, nothing to change",
            Self::Failed => "the daemon failed, or anything without a code of its own",
            Self::Usage => "wrong command line, unreadable configuration or DATA",
            Self::NotFound => "no such object, or nothing found with --fail-empty",
            Self::Auth => "not authenticated or not permitted",
            Self::Unreachable => "no connection to the daemon, or it is not available",
            Self::Timeout => "--timeout ran out",
            Self::Invalid => "the daemon refused an argument, or an id of another type",
            Self::Pending => "--exit-status on something that has not finished",
            Self::TargetFailed => "sparrow did its part, a webhook did not",
            Self::Partial => "some items of several failed",
            Self::Conflict => "it exists already, has ended already, or changed meanwhile",
            Self::Limited => "a limit is reached; try again later",
            Self::Unconfirmed => "not confirmed, or no terminal to ask on; nothing was done",
            Self::Bug => "a defect of sparrowctl",
            Self::Interrupted => "stopped by Ctrl-C (SIGINT)",
            Self::Terminated => "stopped by SIGTERM",
        }
    }

    /// The table for a page of help.
    pub fn table() -> String {
        let row =
            |exit: &Self| format!("{:>4}  {:<14}{}\n", exit.code(), exit.name(), exit.meaning());
        Self::ALL.iter().map(row).collect()
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
