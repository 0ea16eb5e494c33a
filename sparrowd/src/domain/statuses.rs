//! Filters by how an attempt ended: `200`, `4xx`, `timeout`.

use super::attempt::Outcome;

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Exact(u16),
    /// Its first digit.
    Class(u16),
    Outcome(Outcome),
}

pub const FORMS: &str = "200, 4xx, timeout, dns, tls, refused, network, protocol, denied, interrupted, unsendable or proxy";

impl Status {
    /// `None`: not of these forms.
    pub fn parse(text: &str) -> Option<Self> {
        let status = |status: u16| (100..=599).contains(&status).then_some(status);
        if let Some(class) = text.strip_suffix("xx").or_else(|| text.strip_suffix("XX")) {
            let class: u16 = class.parse().ok()?;
            return status(class.checked_mul(100)?).map(|_| Self::Class(class));
        }
        if text.len() == 3
            && let Ok(exact) = text.parse()
        {
            return status(exact).map(Self::Exact);
        }
        // Of these the status itself says more.
        let answered = |outcome: &Outcome| matches!(outcome, Outcome::Delivered | Outcome::Status);
        let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.word() == text)?;
        (!answered(&outcome)).then_some(Self::Outcome(outcome))
    }

    /// Of `Self::parse`: whether an attempt that ended so is one of them.
    pub fn matches(self, outcome: Outcome, status: Option<u16>) -> bool {
        match self {
            Self::Exact(exact) => status == Some(exact),
            Self::Class(class) => status.is_some_and(|status| status / 100 == class),
            Self::Outcome(wanted) => outcome == wanted,
        }
    }
}

/// Several of them, each kind apart, as a query compares them. None at all: every attempt fits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statuses {
    pub exact: Vec<i16>,
    /// First digits.
    pub classes: Vec<i16>,
    /// Codes of outcomes.
    pub outcomes: Vec<i16>,
}

impl Statuses {
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.classes.is_empty() && self.outcomes.is_empty()
    }
}

impl FromIterator<Status> for Statuses {
    fn from_iter<I: IntoIterator<Item = Status>>(all: I) -> Self {
        let mut statuses = Self::default();
        for one in all {
            let number = |n: u16| i16::try_from(n).unwrap_or(i16::MAX);
            match one {
                Status::Exact(exact) => statuses.exact.push(number(exact)),
                Status::Class(class) => statuses.classes.push(number(class)),
                Status::Outcome(outcome) => statuses.outcomes.push(outcome.code()),
            }
        }
        statuses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let cases = [
            ("200", Some(Status::Exact(200))),
            ("599", Some(Status::Exact(599))),
            ("4xx", Some(Status::Class(4))),
            ("5XX", Some(Status::Class(5))),
            ("timeout", Some(Status::Outcome(Outcome::Timeout))),
            ("denied", Some(Status::Outcome(Outcome::Denied))),
            ("600", None),
            ("0200", None),
            ("9xx", None),
            ("xx", None),
            ("delivered", None),
            ("+20", None),
            ("", None),
        ];
        for (text, status) in cases {
            assert_eq!(Status::parse(text), status, "{text:?}");
        }
    }

    #[test]
    fn what_they_match() {
        let (delivered, failed) = ((Outcome::Delivered, Some(204)), (Outcome::Timeout, None));
        let cases = [
            ("204", delivered, true),
            ("200", delivered, false),
            ("2xx", delivered, true),
            ("2xx", failed, false),
            ("timeout", failed, true),
            ("dns", failed, false),
            // An answer of which the rest did not come in time is both.
            ("timeout", (Outcome::Timeout, Some(200)), true),
        ];
        for (text, (outcome, status), matches) in cases {
            assert_eq!(Status::parse(text).unwrap().matches(outcome, status), matches, "{text}");
        }
    }

    #[test]
    fn fuzzed() {
        let seeds = ["200", "4xx", "5XX", "timeout", "denied", "proxy"];
        sparrow_fuzz::text("filters by status", &seeds, |text| {
            let Some(status) = Status::parse(text) else { return false };
            status.matches(Outcome::Status, Some(404));
            true
        });
    }
}
