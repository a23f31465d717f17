//! A book in the browser: looked at before it is taken in, taken in once, by whom it is, of whom it may.

use crate::support::{Answer, Served, forward, served};

struct Branch {
    token: String,
    home: String,
    name: String,
    members: Vec<String>,
}

async fn branch(served: &Served, role: &str) -> Branch {
    let token = served.token_of(role).await;
    let home = served.home_of(&token).await;
    let page = served.get(&token, &format!("{home}members")).await;
    let name = page.body.split("<strong class=\"where\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let members = served.get(&token, &format!("{home}members?file=csv")).await.body;
    // Namesakes are told apart by what stands in brackets; a book would have to say it too.
    let names = members.lines().skip(1).filter_map(|line| line.split(',').next());
    let members = names.filter(|name| !name.contains('（')).map(str::to_owned).collect();
    Branch { token, home, name, members }
}

impl Branch {
    /// A book of talks between the first members, each on its day; the last row is wrong.
    fn talks(&self) -> String {
        let [one, two, three, ..] = self.members.as_slice() else { panic!("too few members") };
        let name = &self.name;
        format!(
            "谈心谈话记录表\n党支部,谈话时间,谈话人,谈话对象,心里话\n{name},2026-05-11,{one},{two},好\n\
             {name},2026-05-12,{one},{three},好\n{name},2026-05-32,{two},{three},好\n"
        )
    }

    async fn bring(&self, served: &Served, name: &str, bytes: &[u8]) -> Answer {
        let files = [("book", name, bytes)];
        served.post_files(&self.token, &format!("{}import", self.home), &[], &files).await
    }

    async fn preview(&self, served: &Served, name: &str, text: &str) -> (String, Answer) {
        let brought = self.bring(served, name, text.as_bytes()).await;
        assert_eq!(brought.status, 303, "{}", brought.body);
        let address = brought.header("location").unwrap().to_owned();
        let page = served.get(&self.token, &address).await;
        assert_eq!(page.status, 200, "{}", page.body);
        (address, page)
    }

    async fn talks_there(&self, served: &Served) -> usize {
        served.get(&self.token, &format!("{}records/talk?file=csv", self.home)).await.body.lines().count()
    }
}

fn unescaped(text: &str) -> String {
    let marks = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
    marks.iter().fold(text.to_owned(), |text, (mark, sign)| text.replace(mark, sign))
}

/// The mapping that a page carries along.
fn mapping(page: &Answer) -> String {
    let value = page.body.split("name=\"mapping\" value=\"").nth(1).unwrap_or_else(|| panic!("{}", page.body));
    unescaped(value.split('"').next().unwrap())
}

/// What the form of the columns would send as it stands, with some of it changed.
fn typed(page: &Answer, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = page.body.split("按这样再看一遍").next().unwrap().rsplit("<form").next().unwrap();
    let mut fields = Vec::new();
    for part in form.split("name=\"").skip(1) {
        let (name, rest) = part.split_once('"').unwrap();
        let tag = rest.split('>').next().unwrap();
        let value = match tag.contains("value=\"") {
            true => tag.split("value=\"").nth(1).unwrap().split('"').next().unwrap(),
            false => {
                let options = rest.split("</select>").next().unwrap();
                options
                    .split("<option")
                    .find(|one| one.split('>').next().unwrap().contains("selected"))
                    .map_or("", |one| one.split('>').nth(1).unwrap().split('<').next().unwrap())
            }
        };
        let value =
            changed.iter().find(|(known, _)| *known == name).map_or(unescaped(value), |(_, value)| (*value).to_owned());
        if name != "correct" && name != "do" {
            fields.push((name.to_owned(), value));
        }
    }
    fields
}

async fn look_again(
    served: &Served,
    branch: &Branch,
    address: &str,
    page: &Answer,
    changed: &[(&str, &str)],
) -> Answer {
    let fields = typed(page, changed);
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("do", "look"));
    served.post(&branch.token, address, &fields).await
}

#[test]
fn a_book_is_looked_at_first_and_taken_in_once_as_it_was_looked_at() {
    served(async |served| {
        let branch = branch(&served, "zuzhi").await;
        let before = branch.talks_there(&served).await;
        let (address, page) = branch.preview(&served, "谈话.csv", &branch.talks()).await;
        page.says(&[
            "会写下什么",
            "导入：新写 2 条",
            "谈心谈话",
            "〔谈话〕B5",
            "日历上有的日子",
            "2026-05-32",
            "日历上没有这一天",
            "心里话",
            "不认得",
        ]);
        assert_eq!(branch.talks_there(&served).await, before, "looking writes nothing");
        let fields = [("do", "take"), ("mapping", &mapping(&page))];
        let done = served.post(&branch.token, &address, &fields).await;
        done.says(&["新写下 2 条记录", "没有收"]);
        assert_eq!(branch.talks_there(&served).await, before + 2);
        let again = served.post(&branch.token, &address, &fields).await;
        again.says(&["新写下 0 条记录"]);
        assert_eq!(branch.talks_there(&served).await, before + 2, "a second time changes nothing");
        let (answer, bytes) = {
            let answer = served.post(&branch.token, &format!("{address}/refused"), &fields).await;
            let bytes = answer.body.clone().into_bytes();
            (answer, bytes)
        };
        assert_eq!(answer.status, 200);
        assert!(answer.header("content-disposition").unwrap().contains("filename=\"wuhua.xlsx\""));
        assert!(bytes.starts_with(b"PK"));
    });
}

#[test]
fn what_a_column_means_can_be_changed() {
    served(async |served| {
        let branch = branch(&served, "zuzhi").await;
        let (address, page) = branch.preview(&served, "谈话.csv", &branch.talks()).await;
        page.says(&["<option selected>待定</option>", "谈心谈话.谈话对象", "name=\"target-0-4\""]);
        let mapped = look_again(&served, &branch, &address, &page, &[("target-0-4", "忽略")]).await;
        assert_eq!(mapped.status, 200, "{}", mapped.body);
        mapped.says(&["<option selected>忽略</option>", "您选的", "导入：新写 2 条"]);
        let wrong = look_again(&served, &branch, &address, &page, &[("row-0", "二")]).await;
        assert_eq!(wrong.status, 422);
        wrong.says(&["“谈话”的表头行应为从 1 数起的行号，现在是“二”"]);
        let unknown = look_again(&served, &branch, &address, &page, &[("target-0-4", "没有的.字段")]).await;
        assert_eq!(unknown.status, 422);
        unknown.says(&["没有的.字段", "不认得"]);
        // Taken for something else, its columns are recognised anew.
        let other = look_again(&served, &branch, &address, &mapped, &[("kind-0", "党员大会")]).await;
        assert_eq!(other.status, 200, "{}", other.body);
        other.says(&["<option selected>党员大会</option>"]);
    });
}

#[test]
fn rows_of_others_are_refused_by_name_and_their_rosters_stay_closed() {
    served(async |served| {
        let branch = branch(&served, "zuzhi").await;
        let group = served.token_of("jituan").await;
        let home = served.home_of(&group).await;
        let names = served.get(&group, &format!("{home}overview?file=csv&table=1")).await.body;
        let other = names.lines().skip(1).find_map(|line| line.split(',').next().filter(|name| **name != branch.name));
        let other = other.unwrap();
        let text = branch.talks().replacen(&format!("{},2026-05-12", branch.name), &format!("{other},2026-05-12"), 1);
        let (address, page) = branch.preview(&served, "谈话.csv", &text).await;
        page.says(&["导入：新写 1 条", "您能记台账的党组织", &format!("这是“{other}”的，不能由您导入")]);
        let done = served.post(&branch.token, &address, &[("do", "take"), ("mapping", &mapping(&page))]).await;
        done.says(&["新写下 1 条记录"]);
        let [one, two, ..] = branch.members.as_slice() else { panic!() };
        // A whole sheet of somebody else.
        let text = format!("{other}谈心谈话记录表\n谈话时间,谈话人,谈话对象\n2026-05-11,{one},{two}\n");
        let (_, page) = branch.preview(&served, "别人.csv", &text).await;
        page.says(&["整张表没有收", &format!("这是“{other}”的"), "没有可以写下的记录"]);
        // Nor does a list of organisations make another one, or take one over.
        let text = format!(
            "党组织基本信息表\n党组织名称,组织类别,上级党组织,成立时间\n新来支部,党支部,{},2026-01-05\n{other},党支部,{},2020-01-05\n",
            branch.name, branch.name
        );
        let (_, page) = branch.preview(&served, "党组织.csv", &text).await;
        page.says(&["没有可以写下的记录", "这是“新来支部”的", &format!("这是“{other}”的")]);
    });
}

#[test]
fn who_stands_above_imports_for_those_below() {
    served(async |served| {
        let own = branch(&served, "zuzhi").await;
        let token = served.token_of("danwei").await;
        let home = served.home_of(&token).await;
        let unit = Branch { token, home, ..own };
        let (address, page) = unit.preview(&served, "谈话.csv", &unit.talks()).await;
        page.says(&["导入：新写 2 条"]);
        let done = served.post(&unit.token, &address, &[("do", "take"), ("mapping", &mapping(&page))]).await;
        done.says(&["新写下 2 条记录"]);
        for role in ["dangyuan", "ducha", "guanli"] {
            let token = served.token_of(role).await;
            let refused =
                served.post_files(&token, &format!("{}import", unit.home), &[], &[("book", "a.csv", b"a")]).await;
            assert_eq!(refused.status, 403, "{role}");
        }
    });
}

#[test]
fn a_book_is_of_one_account_for_an_hour() {
    served(async |served| {
        let own = branch(&served, "zuzhi").await;
        let (address, page) = own.preview(&served, "谈话.csv", &own.talks()).await;
        let secretary = served.token_of("shuji").await;
        assert_eq!(served.get(&secretary, &address).await.status, 404, "the book of somebody else");
        let fields =
            [("do", "take"), ("mapping", mapping(&page).as_str())].map(|(name, value)| (name, value.to_owned()));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(served.post(&secretary, &address, &fields).await.status, 404);
        assert_eq!(served.post(&secretary, &format!("{address}/refused"), &fields).await.status, 404);
        forward(2);
        let late = served.post(&own.token, &address, &fields).await;
        assert_eq!(late.status, 404);
        late.says(&["已过了一个小时", "请重新上传"]);
    });
}

#[test]
fn what_is_no_book_is_said_clearly() {
    served(async |served| {
        let own = branch(&served, "zuzhi").await;
        let large = vec![b'a'; (20 << 20) + 1];
        for (name, bytes, said) in [
            ("空.xlsx", &b""[..], "空"),
            ("图.xlsx", b"\x89PNG\r\n\x1A\n", "图片"),
            ("断.xlsx", b"PK\x03\x04", "不完整"),
            ("跑.xls", b"MZ\x90\0\x01\x02", "程序"),
            ("白.csv", b" \n \n", "没有任何内容"),
            ("大.csv", large.as_slice(), "超过 20 MB，没有收"),
        ] {
            let refused = own.bring(&served, name, bytes).await;
            assert_eq!(refused.status, 422, "{name}: {}", refused.body);
            refused.says(&[said, "role=\"alert\""]);
        }
        let none = served.post_files(&own.token, &format!("{}import", own.home), &[], &[("book", "", b"")]).await;
        assert_eq!(none.status, 422);
        none.says(&["应选一个要导入的表格文件"]);
    });
}
