//! Query: the members of an organisation, one of them, the organisation itself, its cases, and one's own page.

use facts::PersonId;
use views::words::Names;
use views::{
    CaseRow, MemberShown, MembersShown, OrganisationShown, case_row, member_shown, members_shown, organisation_shown,
};

use crate::OfficeError;
use crate::access::{AllowedAt, SeeOrganisation, SeeOwn};
use crate::live::{Live, When};

impl Live {
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn members(&self, allowed: &AllowedAt<SeeOrganisation>, when: When) -> Result<MembersShown, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        Ok(members_shown(self.rulebook(), &looked.roster, &looked.findings, when.as_of))
    }

    /// One member; none where the roster does not know the person.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn member(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        person: PersonId,
        when: When,
    ) -> Result<Option<MemberShown>, OfficeError> {
        self.member_of(allowed.organisation(), person, when).await
    }

    /// One's own page.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn own_page(&self, allowed: &AllowedAt<SeeOwn>, when: When) -> Result<Option<MemberShown>, OfficeError> {
        match allowed.person() {
            Some(person) => self.member_of(allowed.organisation(), person, when).await,
            None => Ok(None),
        }
    }

    async fn member_of(
        &self,
        organisation: facts::OrganisationId,
        person: PersonId,
        when: When,
    ) -> Result<Option<MemberShown>, OfficeError> {
        let looked = self.look(organisation, when).await?;
        let tree = self.tree();
        let names = Names { roster: &looked.roster, organisations: tree.names() };
        let asked = (when.as_of, when.known_at);
        Ok(member_shown(self.rulebook(), (&looked.facts, names), &looked.findings, person, asked))
    }

    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn organisation(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        when: When,
    ) -> Result<OrganisationShown, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let tree = self.tree();
        let names = Names { roster: &looked.roster, organisations: tree.names() };
        Ok(organisation_shown(self.rulebook(), (&looked.facts, names), (when.as_of, when.known_at)))
    }

    /// Every procedure that is under way or was finished in the year of evaluation.
    ///
    /// # Errors
    /// Where the ledger cannot be read.
    pub async fn cases_of(
        &self,
        allowed: &AllowedAt<SeeOrganisation>,
        when: When,
    ) -> Result<Vec<CaseRow>, OfficeError> {
        let looked = self.look(allowed.organisation(), when).await?;
        let row = |finding| case_row(self.rulebook(), &looked.roster, &looked.facts, finding, when.as_of);
        Ok(looked.findings.iter().filter_map(row).collect())
    }
}
