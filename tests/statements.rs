//! `docs/security.md` lists every security statement that holds, with the tests that carry its number. It is
//! made from this list and from the names of the tests, so that neither can be forgotten.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Number, the requirement it answers (OWASP ASVS 5.0, or an RFC), and what holds.
const STATEMENTS: &[(u32, &str, &str)] = &[
    (1, "6.2.1", "Seven characters are refused as a password, eight accepted, counted in characters."),
    (
        2,
        "6.2.9",
        "Long passwords of mixed scripts are accepted; a body of 1 MB is refused before any hashing.",
    ),
    (3, "6.2.8", "A password counts whole: its last byte, its white space and its case."),
    (4, "6.2.5", "No kind of character is asked for."),
    (5, "6.2.4", "The most common passwords are refused wherever the full rules hold."),
    (6, "6.2.11", "Username, email and the product's name are refused as passwords."),
    (
        7,
        "6.2.3, 7.5.1",
        "To change the password or the email, or to delete an account, needs the password, or a sign-in or step-up of less than fifteen minutes ago.",
    ),
    (8, "11.4.2", "Imported hashes verify within caps on their cost and are replaced at the first sign-in."),
    (9, "", "A storm of sign-ins is turned away within two seconds, with bounded memory, while reads go on."),
    (10, "6.4.6", "No administrator sets or sees a password; they send a recovery code to the owner."),
    (11, "6.5.1", "Of sixteen who use a one-time thing at once exactly one succeeds, on both databases."),
    (12, "6.5.5", "A code a second past its life is dead."),
    (13, "6.6.2", "A code for one purpose or account is refused for every other."),
    (14, "6.6.3", "The sixth try of a code fails even if it is right; the tries are one budget."),
    (15, "6.5.3, 11.5.1", "Codes are evenly spread."),
    (16, "6.5.2", "A copy of the database holds no usable token or key, and no word of a mail that waits."),
    (19, "", "A PIN never signs in; five wrong ones lock the PIN, and not the account."),
    (21, "6.3.1", "The documented table of budgets equals the running configuration."),
    (
        22,
        "6.3.1",
        "Five wrong passwords lock strangers out, exactly, under any concurrency, outside of a session and within; the owner at a known address or on a known device still gets in; unknown names lock alike.",
    ),
    (
        23,
        "6.3.8",
        "Whoever signs in or asks for a code is answered alike, in words and in time, for known and unknown names.",
    ),
    (24, "6.3.1", "A successful sign-in does not give the address's budget back."),
    (25, "6.3.1", "Odd identifiers neither share nor escape a budget."),
    (
        26,
        "4.1.3",
        "A client address is the peer's or what a trusted proxy forwards; anything else grants nothing. IPv6 counts by /64.",
    ),
    (27, "", "What strangers ask for and guess does not spend what the owner's known clients have."),
    (
        28,
        "2.4.1",
        "Sign-up, refresh, pictures, searches, the leaderboard, scores, every call that compares a password, what changes friends and blocks, and messages have budgets; 429 carries `Retry-After`.",
    ),
    (29, "7.2.3, 7.2.4", "Tokens are unpredictable, and new at each sign-in and step-up."),
    (30, "3.3", "Cookies are HttpOnly, SameSite, Secure under https, and for this host alone."),
    (31, "7.3", "The idle and absolute ends of a session hold."),
    (
        32,
        "7.4.1, 7.4.2, 7.4.3",
        "After sign-out, deactivation or deletion every token fails at once, on every instance; after a change of password those of the other sessions.",
    ),
    (33, "7.5.2", "People list and end their sessions; administrators and operators end any."),
    (
        34,
        "3.5",
        "Pages of other sites cannot act with a session's cookie, nor get one: the whole table of `Origin` and `Sec-Fetch-Site`.",
    ),
    (35, "14.3.2", "Answers carry `Cache-Control: no-store`."),
    (
        36,
        "9.1.2, 9.1.3; RFC 8725",
        "Tokens without a signature, by a confused algorithm, an unknown key or an unknown extension are refused; keys that a token brings are not followed.",
    ),
    (
        37,
        "9.2",
        "`exp`, `nbf`, `iss`, `aud` and `token_type` are checked; a future `iat` alone does not refuse.",
    ),
    (
        38,
        "",
        "Signing keys rotate while serving: the old one verifies until the last token that it signed has ended, then not; nobody is signed out.",
    ),
    (
        39,
        "14.2.1",
        "No token is read from a query string, but the opaque one of a socket's handshake, which is never logged.",
    ),
    (40, "RFC 9700", "The predecessor of an unacknowledged generation gets that generation again."),
    (
        41,
        "RFC 9700",
        "The predecessor of an acknowledged generation ends the session after the grace period.",
    ),
    (
        42,
        "RFC 9700",
        "An older generation ends the session after the grace period; within it, it gets the current one.",
    ),
    (43, "RFC 9700", "Fifty refreshes at once all succeed and have one successor."),
    (44, "RFC 9700", "A reply that died with the server is given again."),
    (45, "RFC 9700", "The absolute end holds however often rotated."),
    (46, "RFC 9700", "The end of a session refuses the tokens of every generation."),
    (49, "RFC 9700", "A claim made before an email was proved opens nothing after it was."),
    (
        52,
        "8.2.2",
        "What belongs to somebody else is not told from what never was, and nothing becomes of it.",
    ),
    (53, "15.3.3", "Fields that a client may not set change nothing in any body."),
    (54, "", "A stranger to a conversation cannot read it, post to it, or learn that it exists."),
    (
        55,
        "",
        "Of two people of whom one blocks the other, neither asks, befriends, talks to or finds the other in any list, whatever else happens at once.",
    ),
    (
        56,
        "15.4.2",
        "A thousand moves of a balance at once end exact; the ledger's sum is the balance; none ends below zero; amounts and balances beyond 2^53 − 1 are refused, at the edges of 64 bits too.",
    ),
    (
        57,
        "",
        "The same `Idempotency-Key` with the same body gets the same answer and is done once, at once and across a crash; with another body it is refused.",
    ),
    (
        58,
        "",
        "A deletion leaves nothing that names the account in any column, but the ids in the audit log, without an address; an inventory names every column of both databases, and the export is made from it.",
    ),
    (
        59,
        "5.2",
        "A picture, of an account or with a message, decodes, is what its name says, and is nothing else: drawings with scripts, archives and documents are refused.",
    ),
    (
        60,
        "5.2",
        "Huge dimensions, texts and pixels that unpack to much, and files that are cut off are refused within 200 ms and 64 MB.",
    ),
    (
        61,
        "5.2",
        "Pictures that are kept say nothing of the camera or the place. Those of accounts stand upright; those that come with messages say how they stand, and nothing else.",
    ),
    (62, "5.2", "What a client calls a file never reaches a path or a header as it is."),
    (
        63,
        "3.2.1",
        "Files are served as what they are and nothing else, and could not do anything if they were.",
    ),
    (64, "5.2", "An upload that fails leaves no file, nor does a crash; one that is replaced goes."),
    (65, "", "A socket whose credential is a cookie opens only for a page of an allowed origin."),
    (
        67,
        "",
        "A socket whose client reads too slowly is closed and nothing is kept for it; the others' latency stays.",
    ),
    (
        68,
        "",
        "A message that is too large closes its socket with 1009, before it has come; fragments are bounded, and what all sockets send at once is too; frames are never compressed.",
    ),
    (
        69,
        "",
        "What an instance told of its open sockets counts for its lease: after a crash nobody seems to be there for longer.",
    ),
    (
        70,
        "3.4",
        "Pages for browsers run and load only what is theirs, are framed by nobody, tell nobody where they are, and want https for a year where it is used.",
    ),
    (71, "3.4.2", "Apps at other origins are let in by an exact list, never by `*`."),
    (72, "", "Links in mails come from the public URL, never from `Host`."),
    (73, "", "Bodies, headers and the depth of JSON are bounded."),
    (
        74,
        "16",
        "Security events are logged with actor, session, result and time; no secret is; line breaks are escaped.",
    ),
    (75, "16.5", "An error tells its request id and nothing of the inside; a lost database lets nobody in."),
    (76, "6.3.2", "There is no account at first; the first administrator's link works once and ends."),
    (77, "15.2", "Dependencies are locked and under licences that were agreed to."),
];

const INTRODUCTION: &str = "\
# Security

What holds, each statement with the tests that prove it: their names begin with its number. The bracket names
the requirement in OWASP ASVS 5.0, or the RFC, that asks for it. This page is generated from the tests.

Where a contract documents a weaker answer, it wins for that answer only: restful-auth asks for nothing but
eight characters of a password, because its documented example would not pass more;
`PARLOR_PASSWORD__STRICT=true` applies the full rules there too. Its sign-up says which emails are taken, as its
document does; so does that of blackjack, with usernames. arcade's sign-in tells a name that nobody has from a wrong
password, and its profile tells whether an email is taken when it becomes an account's first. blackjack confirms a sign-up by six digits that name no
account, within the limits in [codes.md](codes.md), and its tokens live for a day, so another back end that verifies one
by itself learns of a session's end that late.

Advisories against dependencies are checked by `.ci/run` where `cargo-deny` is installed and can reach its
database; elsewhere its output says that they were not.

What is not hidden: until the first sign-in of an account whose hash was imported from Django, a wrong password
takes that hash's time instead of bcrypt's, so such an account can be told from an unknown one by timing.
";

#[test]
fn the_security_page_lists_every_statement_with_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut tests = BTreeMap::<u32, Vec<String>>::new();
    for file in sources(&root.join("crates")).into_iter().chain(sources(&root.join("tests"))) {
        let shown = file.strip_prefix(&root).unwrap().display().to_string();
        for (number, name) in names(&fs::read_to_string(&file).unwrap()) {
            tests.entry(number).or_default().push(format!("`{name}` ({shown})"));
        }
    }
    let unlisted: Vec<_> =
        tests.keys().filter(|number| STATEMENTS.iter().all(|(listed, ..)| listed != *number)).collect();
    assert!(unlisted.is_empty(), "tests name statements that are not listed: {unlisted:?}");

    let mut page = INTRODUCTION.to_owned();
    for (number, source, text) in STATEMENTS {
        let proofs = tests.get(number).unwrap_or_else(|| panic!("S{number} has no test"));
        let source = if source.is_empty() { String::new() } else { format!(" [{source}]") };
        write!(page, "\n**S{number}**{source} {text}\n\n").unwrap();
        for proof in proofs {
            writeln!(page, "- {proof}").unwrap();
        }
    }
    let path = root.join("docs/security.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(published == page, "docs/security.md is not current: run this test with UPDATE_DOCS=1");
}

/// Every Rust file below a folder, in order.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The functions of a file whose names begin with the number of a statement.
fn names(source: &str) -> Vec<(u32, String)> {
    let functions = source.lines().filter_map(|line| {
        let rest = line.trim_start();
        let rest = rest.strip_prefix("async ").unwrap_or(rest).strip_prefix("fn s")?;
        let (number, _) = rest.split_once('_')?;
        let name = rest.split(['(', '<']).next()?;
        Some((number.parse().ok()?, format!("s{name}")))
    });
    functions.collect()
}
