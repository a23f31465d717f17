//! The files of a form: those of the record that it corrects, and those that were brought for it.

use facts::Fact;

use super::{FormAttachment, RecordForm, WriteWanted, inputs};
use crate::access::{AllowedAt, WriteRecord};
use crate::attachments::{seen_by, sees_file};
use crate::live::Live;
use crate::{ATTACHMENTS_MOST, OfficeError};

impl Live {
    /// Files as a form lists them. Who may not see what is in them may still leave them where they are.
    pub(super) async fn attachments_in_form(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        digests: &[String],
        (facts, earlier): (&[Fact], Option<&Fact>),
    ) -> Result<Vec<FormAttachment>, OfficeError> {
        let closed = |digest: &String| {
            let has_it = |fact: &&Fact| fact.attachments.contains(digest);
            earlier.filter(has_it).filter(|fact| !sees_file(allowed, self.rulebook(), (facts, fact), digest))
        };
        let files = self.attachments(allowed.organisation(), digests).await?;
        let listed = files.into_iter().map(|file| match closed(&file.digest) {
            Some(fact) => FormAttachment {
                digest: file.digest,
                name: "附件".to_owned(),
                what: seen_by(&fact.kind).to_owned(),
                stays: true,
            },
            None => FormAttachment { digest: file.digest, name: file.name, what: file.what, stays: true },
        });
        Ok(listed.collect())
    }

    /// Puts into a form the files that it names and those that came with it, and says what is wrong with any.
    pub(super) async fn attach(
        &self,
        allowed: &AllowedAt<WriteRecord>,
        form: &mut RecordForm,
        wanted: &WriteWanted,
        (facts, earlier): (&[Fact], Option<&Fact>),
    ) -> Result<(), OfficeError> {
        let mut stay: Vec<String> = Vec::new();
        let named = wanted.typed.all(inputs::ATTACHMENT).map(str::to_owned);
        let brought = wanted.files.iter().filter_map(|kept| kept.as_ref().ok().cloned());
        for digest in named.chain(brought) {
            if stay.contains(&digest) {
                continue;
            }
            match self.may_attach(allowed, &digest, (facts, earlier), wanted.now).await? {
                true => stay.push(digest),
                false => form
                    .attachment_faults
                    .push("有一个附件不在了：上传得太久，或不是您上传的；程序也不能用谈话等保密记录的附件。其余的都在，请重新选择这个文件".to_owned()),
            }
        }
        let refused = wanted.files.iter().filter_map(|kept| kept.as_ref().err());
        form.attachment_faults.extend(refused.map(ToString::to_string));
        if stay.len() > ATTACHMENTS_MOST {
            let count = stay.len();
            form.attachment_faults
                .push(format!("附件应不超过 {ATTACHMENTS_MOST} 个，现在有 {count} 个。请去掉几个，或合成一个 PDF"));
        }
        // What was taken off is listed as well: a form that comes back lets it be put on again.
        let off = earlier.into_iter().flat_map(|fact| &fact.attachments).filter(|digest| !stay.contains(digest));
        let digests: Vec<String> = stay.iter().chain(off).cloned().collect();
        form.attachments = self.attachments_in_form(allowed, &digests, (facts, earlier)).await?;
        for one in &mut form.attachments {
            one.stays = stay.contains(&one.digest);
        }
        Ok(())
    }
}
