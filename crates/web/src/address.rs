//! Where pages are: every address that a template or a redirect names is made here.

use office::live::When;
use office::{FactId, OrganisationId, PersonId};

/// An organisation's pages, on the day that is being looked at: every link keeps the day.
#[derive(Debug, Clone)]
pub struct Place {
    pub organisation: OrganisationId,
    when: Option<When>,
}

impl Place {
    /// `when` is none for today as known today, which needs no saying.
    pub fn new(organisation: OrganisationId, when: Option<When>) -> Place {
        Place { organisation, when }
    }

    /// `path` is below the organisation, without a slash before it; it may have a query already.
    pub fn to(&self, path: &str) -> String {
        let address = format!("/o/{}/{path}", self.organisation);
        match self.when {
            None => address,
            Some(when) => {
                let join = if address.contains('?') { '&' } else { '?' };
                let known = when.known_at.map(|known| format!("&known-at={}", encoded(&known.to_string())));
                format!("{address}{join}as-of={}{}", when.as_of, known.unwrap_or_default())
            }
        }
    }

    pub fn clause(&self, id: &str) -> String {
        self.to(&format!("standard/{}", encoded(id)))
    }

    pub fn rule(&self, slug: &str) -> String {
        self.to(&format!("rules/{}", encoded(slug)))
    }

    /// The evidence of one finding, by its place among those of its rule.
    pub fn finding(&self, rule: &str, place: usize) -> String {
        self.to(&format!("rules/{}/{place}", encoded(rule)))
    }

    pub fn kind(&self, kind: &str) -> String {
        self.to(&format!("records/{}", encoded(kind)))
    }

    pub fn record(&self, kind: &str, id: &str) -> String {
        self.to(&format!("records/{}/{}", encoded(kind), encoded(id)))
    }

    /// A form that begins with what is known, under the names of its inputs.
    pub fn begin(&self, kind: &str, known: &[(String, String)]) -> String {
        match known {
            [] => self.write(kind),
            known => self.to(&format!("records/{}/new?{}", encoded(kind), query(known))),
        }
    }

    /// The ledgers of a year on paper.
    pub fn yearbook(&self, year: &i32) -> String {
        self.to(&format!("yearbook/{year}"))
    }

    /// A case, by the record that it began with.
    pub fn case(&self, rule: &str, record: &str) -> String {
        self.to(&format!("cases/{}/{}", encoded(rule), encoded(record)))
    }

    pub fn board(&self, rule: &str) -> String {
        self.to(&format!("board/{}", encoded(rule)))
    }

    /// A file of a record.
    pub fn attachment(&self, kind: &str, record: &str, digest: &str) -> String {
        self.to(&format!("records/{}/{}/attachments/{}", encoded(kind), encoded(record), encoded(digest)))
    }

    /// The form of what somebody writes of oneself.
    pub fn own(&self, kind: &str) -> String {
        self.to(&format!("me/{}", encoded(kind)))
    }

    /// The same, begun with what is known.
    pub fn begin_own(&self, kind: &str, known: &[(String, String)]) -> String {
        match known {
            [] => self.own(kind),
            known => self.to(&format!("me/{}?{}", encoded(kind), query(known))),
        }
    }

    pub fn write(&self, kind: &str) -> String {
        self.to(&format!("records/{}/new", encoded(kind)))
    }

    pub fn correct(&self, kind: &str, record: &FactId) -> String {
        self.to(&format!("records/{}/{record}/correct", encoded(kind)))
    }
}

impl Place {
    /// The same day in another organisation.
    pub fn of(&self, organisation: OrganisationId) -> Place {
        Place { organisation, when: self.when }
    }

    /// Where forms look for words; the day is theirs to say.
    pub fn search(&self) -> String {
        format!("/o/{}/search", self.organisation)
    }

    pub fn meetings(&self) -> String {
        format!("/o/{}/meetings", self.organisation)
    }

    /// A meeting that people sign in to: it is of now, whatever day is looked at.
    pub fn meeting(&self, id: &FactId) -> String {
        format!("/o/{}/meetings/{id}", self.organisation)
    }

    /// Who below failed a rule.
    pub fn failing(&self, rule: &str) -> String {
        self.to(&format!("overview/rules/{}", encoded(rule)))
    }

    pub fn member(&self, person: &PersonId) -> String {
        self.to(&format!("members/{person}"))
    }
}

/// A text as part of an address: everything but letters and digits of ASCII is escaped.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => encoded.push(byte.into()),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Pairs as the query of an address.
pub fn query(pairs: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// Where somebody wanted to go before signing in: a path of this site, or the start page.
pub fn safe_next(next: &str) -> &str {
    // A browser drops tabs and line breaks, wherever they stand.
    let is_strange = |letter: char| letter == '\\' || letter.is_control();
    let is_own = next.starts_with('/') && !next.starts_with("//") && !next.contains(is_strange);
    if is_own { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::{encoded, safe_next};

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        for (next, to) in [
            ("/o/1/", "/o/1/"),
            ("/o/1/?as-of=2026-01-01", "/o/1/?as-of=2026-01-01"),
            ("//elsewhere.example/", "/"),
            ("/\t/elsewhere.example/", "/"),
            ("/\\elsewhere.example/", "/"),
            ("https://elsewhere.example/", "/"),
            ("javascript:alert(1)", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(safe_next(next), to, "{next:?}");
        }
    }

    #[test]
    fn what_means_something_in_an_address_is_escaped() {
        assert_eq!(encoded("L1/张?&#"), "L1%2F%E5%BC%A0%3F%26%23");
    }
}
