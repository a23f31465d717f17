//! Files of records over the wire: what is taken, what is refused with what it really is, and who comes by them.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::support::{Answer, Served, person_in, served, served_with};

fn id_in(form: &Answer) -> String {
    let at = form.body.split("name=\"id\" value=\"").nth(1).unwrap_or_else(|| panic!("{}", form.body));
    at.split('"').next().unwrap().to_owned()
}

/// The digests of the files that a form or a page lists.
fn digests(page: &Answer, mark: &str) -> Vec<String> {
    let found = page.body.split(mark).skip(1).map(|rest| rest.split(['"', '?']).next().unwrap().to_owned());
    let mut seen = std::collections::BTreeSet::new();
    found.filter(|digest| seen.insert(digest.clone())).collect()
}

const IN_FORM: &str = "name=\"attachment\" value=\"";
const IN_RECORD: &str = "/attachments/";

/// A JPEG of its parts alone, with the place where it was taken.
fn photograph(number: u8) -> Vec<u8> {
    let segment = |marker: u8, says: &[u8]| [&[0xFF, marker, 0, says.len() as u8 + 2], says].concat();
    let parts = [
        vec![0xFF, 0xD8],
        segment(0xE1, b"Exif\0\0II*\0GPS 25.04N"),
        segment(0xDB, &[number]),
        segment(0xDA, b"scan"),
        vec![1, 2, 3, 0xFF, 0xD9],
    ];
    parts.concat()
}

struct Form {
    token: String,
    home: String,
    address: String,
    id: String,
}

async fn begin(served: &Served, role: &str, kind: &str) -> (Form, Answer) {
    let token = served.token_of(role).await;
    let home = served.home_of(&token).await;
    let address = format!("{home}records/{kind}/new");
    let form = served.get(&token, &address).await;
    (Form { id: id_in(&form), token, home, address }, form)
}

#[test]
fn a_photograph_comes_back_without_its_place_and_as_no_page_of_this_site() {
    served(async |served| {
        let (form, _) = begin(&served, "zuzhi", "theme-day").await;
        let files =
            [("file", "合影.jpg", &photograph(1)[..]), ("file", "通知.pdf", b"%PDF-1.7 text"), ("file", "", b"")];
        let fields = [("id", form.id.as_str()), ("first", "2026-06-20")];
        for _ in 0..2 {
            let done = served.post_files(&form.token, &form.address, &fields, &files).await;
            assert_eq!(done.status, 200, "{}", done.body);
            done.says(&["已记下"]);
        }
        let record = format!("{}records/theme-day/{}", form.home, form.id);
        let page = served.get(&form.token, &record).await;
        page.says(&["合影.jpg", "JPEG 图片", "通知.pdf", "PDF 文件，13 字节", "<img src="]);
        let digests = digests(&page, IN_RECORD);
        assert_eq!(digests.len(), 2, "{digests:?}");
        let (answer, bytes) = served.download(&form.token, &format!("{record}/attachments/{}", digests[0])).await;
        assert_eq!(answer.status, 200);
        assert!(bytes.starts_with(b"\xFF\xD8\xFF\xDB") && !bytes.windows(5).any(|five| five == b"25.04"));
        assert_eq!(answer.header("content-type"), Some("image/jpeg"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(
            answer.header("content-security-policy"),
            Some("default-src 'none'; sandbox; frame-ancestors 'none'")
        );
        let disposition = answer.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment; filename=\"wuhua.jpg\""), "{disposition}");
        let (_, bytes) = served.download(&form.token, &format!("{record}/attachments/{}", digests[1])).await;
        assert_eq!(bytes, b"%PDF-1.7 text");
        // As it was known before, there was no such record and no such file.
        let before = format!("{record}/attachments/{}?as-of=2026-06-30&known-at=2026-06-25", digests[1]);
        assert_eq!(served.get(&form.token, &before).await.status, 404);
    });
}

#[test]
fn a_false_type_is_refused_with_what_it_is_and_nothing_else_is_lost() {
    served(async |served| {
        let (form, shown) = begin(&served, "zuzhi", "theme-day").await;
        let field = shown.body.split("<textarea name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("id", form.id.as_str()), ("first", "2026-06-20"), (field.as_str(), "写了很久的一段话")];
        let files =
            [("file", "好的.jpg", &photograph(2)[..]), ("file", "假的.jpg", b"%PDF-1.7"), ("file", "坏.exe", b"MZ\0")];
        let refused = served.post_files(&form.token, &form.address, &fields, &files).await;
        assert_eq!(refused.status, 422);
        refused.says(&[
            "“假的.jpg”的内容其实是PDF 文件，与文件名不符",
            "“坏.exe”是程序，不能作附件",
            "写了很久的一段话",
            "好的.jpg",
        ]);
        let kept = digests(&refused, IN_FORM);
        assert_eq!(kept.len(), 1, "{kept:?}");
        let again = [&fields[..], &[("attachment", kept[0].as_str())]].concat();
        let done = served.post(&form.token, &form.address, &again).await;
        assert_eq!(done.status, 200, "a file that was kept need not be chosen again: {}", done.body);
        let record = served.get(&form.token, &format!("{}records/theme-day/{}", form.home, form.id)).await;
        assert_eq!(digests(&record, IN_RECORD), kept);
    });
}

/// A scanner that finds something in what holds `virus`, goes away over what holds `away`, and else finds nothing.
fn scanner() -> office::Scanner {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map(Result::unwrap) {
            let mut command = [0; 10];
            stream.read_exact(&mut command).unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let (mut file, mut length) = (Vec::new(), [0; 4]);
            loop {
                stream.read_exact(&mut length).unwrap();
                let mut piece = vec![0; u32::from_be_bytes(length) as usize];
                stream.read_exact(&mut piece).unwrap();
                if piece.is_empty() {
                    break;
                }
                file.extend(piece);
            }
            let holds = |word: &[u8]| file.windows(word.len()).any(|part| part == word);
            match (holds(b"virus"), holds(b"away")) {
                (true, _) => stream.write_all(b"stream: Test.Virus FOUND\0").unwrap(),
                (_, true) => {}
                _ => stream.write_all(b"stream: OK\0").unwrap(),
            }
        }
    });
    office::Scanner::parse(&address.to_string()).unwrap()
}

#[test]
fn what_a_scanner_finds_something_in_or_says_nothing_of_is_not_kept() {
    served_with(
        |config| web::Config { scanner: Some(scanner()), ..config },
        async |served| {
            let (form, _) = begin(&served, "zuzhi", "theme-day").await;
            let fields = [("id", form.id.as_str()), ("first", "2026-06-20")];
            let files = [
                ("file", "干净的.pdf", &b"%PDF-1.7 text"[..]),
                ("file", "带毒的.pdf", b"%PDF-1.7 virus"),
                ("file", "没查的.pdf", b"%PDF-1.7 away"),
            ];
            let refused = served.post_files(&form.token, &form.address, &fields, &files).await;
            assert_eq!(refused.status, 422);
            refused.says(&["“带毒的.pdf”里查出了病毒（Test.Virus）", "查毒程序没有给出结果，“没查的.pdf”没有收"]);
            assert_eq!(digests(&refused, IN_FORM).len(), 1, "{}", refused.body);
        },
    );
}

#[test]
fn fifty_megabytes_are_refused_clearly_and_what_was_typed_is_still_there() {
    served(async |served| {
        let (form, shown) = begin(&served, "zuzhi", "theme-day").await;
        let field = shown.body.split("<textarea name=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let fields = [("id", form.id.as_str()), ("first", "2026-06-20"), (field.as_str(), "写了很久的一段话")];
        let large = [b"%PDF-1.7".as_slice(), &vec![b'x'; 50 << 20]].concat();
        let files = [("file", "扫描件.pdf", large.as_slice()), ("file", "小的.pdf", b"%PDF-1.7 small")];
        let refused = served.post_files(&form.token, &form.address, &fields, &files).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        refused.says(&["“扫描件.pdf”超过 20 MB，没有收", "写了很久的一段话", "小的.pdf"]);
        assert_eq!(digests(&refused, IN_FORM).len(), 1);
        // The largest that is taken.
        let whole = &large[..20 << 20];
        let done = served.post_files(&form.token, &form.address, &fields, &[("file", "扫描件.pdf", whole)]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let record = format!("{}records/theme-day/{}", form.home, form.id);
        let digest = digests(&served.get(&form.token, &record).await, IN_RECORD).remove(0);
        let (_, bytes) = served.download(&form.token, &format!("{record}/attachments/{digest}")).await;
        assert!(bytes == whole, "{} bytes came back", bytes.len());
    });
}

#[test]
fn files_of_a_talk_are_for_those_who_talked_and_the_secretary_alone() {
    served(async |served| {
        let (form, shown) = begin(&served, "zuzhi", "talk").await;
        let person = person_in(&shown);
        let fields =
            [("id", form.id.as_str()), ("first", "2026-06-29"), ("part-speaker", &person), ("part-partner", &person)];
        let done = served.post_files(&form.token, &form.address, &fields, &[("file", "谈话.txt", b"words")]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let home = form.home.clone();
        let record = format!("{home}records/talk/{}", form.id);
        let secretary = served.token_of("shuji").await;
        let digest = digests(&served.get(&secretary, &record).await, IN_RECORD).remove(0);
        let file = format!("{record}/attachments/{digest}");
        assert_eq!(served.download(&secretary, &file).await.1, b"words");
        for role in ["zuzhi", "danwei", "jituan", "ducha"] {
            let token = served.token_of(role).await;
            let page = served.get(&token, &record).await;
            page.says(&["1 个，只给谈话双方和书记看"]);
            assert!(!page.body.contains("谈话.txt"), "{role}");
            assert_eq!(served.get(&token, &file).await.status, 404, "{role}");
        }
        for role in ["dangyuan", "guanli"] {
            assert_eq!(served.get(&served.token_of(role).await, &file).await.status, 403, "{role}");
        }
        // Nobody comes by it through its digest: it is put into a record only by who brought it.
        let unit = served.token_of("danwei").await;
        let other = served.get(&unit, &format!("{}records/theme-day/new", form.home)).await;
        let id = id_in(&other);
        let fields = [("id", id.as_str()), ("first", "2026-06-20"), ("attachment", digest.as_str())];
        let refused = served.post(&unit, &format!("{}records/theme-day/new", form.home), &fields).await;
        assert_eq!(refused.status, 422);
        refused.says(&["有一个附件不在了：上传得太久，或不是您上传的"]);
        assert!(!refused.body.contains("谈话.txt"));
        // Whoever corrects it without being one of them leaves it where it is.
        let correct = format!("{record}/correct");
        let recorder = form.token;
        let form = served.get(&recorder, &correct).await;
        form.says(&["附件", "只给谈话双方和书记看", &digest]);
        assert!(!form.body.contains("谈话.txt"));
        // Nor does anybody come by it by writing oneself into the talk.
        let own = served.get(&recorder, "/settings").await;
        let name = own.body.split("<strong class=\"where\">").nth(1).unwrap().split('<').next().unwrap();
        let before = form.body.split(&format!("> {name}</label>")).next().unwrap();
        let me = before.rsplit("name=\"part-partner\" value=\"").next().unwrap().split('"').next().unwrap();
        let id = id_in(&form);
        let mut fields =
            vec![("id", id.as_str()), ("first", "2026-06-29"), ("part-speaker", &person), ("part-partner", me)];
        fields.extend([("attachment", digest.as_str()), ("reason", "写错了人")]);
        let done = served.post(&recorder, &correct, &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let corrected = format!("{home}records/talk/{id}");
        served.get(&recorder, &corrected).await.says(&["1 个，只给谈话双方和书记看", name]);
        assert_eq!(served.get(&recorder, &format!("{corrected}/attachments/{digest}")).await.status, 404);
        assert_eq!(served.download(&secretary, &format!("{corrected}/attachments/{digest}")).await.1, b"words");
    });
}

#[test]
fn a_correction_keeps_files_unless_they_are_taken_off() {
    served(async |served| {
        let (form, _) = begin(&served, "zuzhi", "theme-day").await;
        let fields = [("id", form.id.as_str()), ("first", "2026-06-20")];
        let files = [("file", "一.pdf", &b"%PDF-1.7 1"[..]), ("file", "二.pdf", b"%PDF-1.7 2")];
        assert_eq!(served.post_files(&form.token, &form.address, &fields, &files).await.status, 200);
        let record = format!("{}records/theme-day/{}", form.home, form.id);
        let correct = format!("{record}/correct");
        let shown = served.get(&form.token, &correct).await;
        let [one, two] = digests(&shown, IN_FORM).try_into().unwrap();
        assert_eq!(shown.body.matches("name=\"attachment\"").count(), 2);
        let id = id_in(&shown);
        let fields = [("id", id.as_str()), ("first", "2026-06-20"), ("reason", ""), ("attachment", two.as_str())];
        // Refused for want of a reason, it remembers what was taken off.
        let refused = served.post(&form.token, &correct, &fields).await;
        refused.says(&["应写明为什么更正", &format!("value=\"{two}\" checked"), &format!("value=\"{one}\"> 一.pdf")]);
        let fields = [&fields[..2], &[("reason", "去掉一份"), ("attachment", &two)]].concat();
        let done = served.post_files(&form.token, &correct, &fields, &[("file", "三.pdf", b"%PDF-1.7 3")]).await;
        assert_eq!(done.status, 200, "{}", done.body);
        let corrected = served.get(&form.token, &format!("{}records/theme-day/{id}", form.home)).await;
        corrected.says(&["二.pdf", "三.pdf"]);
        assert!(!corrected.body.contains("一.pdf"));
        served.get(&form.token, &record).await.says(&["一.pdf", "二.pdf"]);
    });
}
