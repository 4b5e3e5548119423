//! Makes style sheets smaller without knowing what they mean.
//!
//! Comments go and runs of white space become one space. That space goes too where CSS never
//! needs it: inside the edges of braces and parentheses, beside `;` and `,`, and after `:`. It
//! stays before `:` (`li :hover` is not `li:hover`), before `(` and around `+`, `-`, `*`, `>`.

/// What stood between the last piece that was written and the next one.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    Nothing,
    Comment,
    Space,
}

/// A character that stands for a piece that no space may be dropped beside.
const WORD: char = 'x';

/// The style sheet, smaller; or a sentence when a comment, string or address is not closed.
pub fn smaller(source: &str) -> Result<String, String> {
    let mut out = String::with_capacity(source.len());
    let (mut rest, mut gap, mut last) = (source, Gap::Nothing, None);
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("/*") {
            if gap == Gap::Nothing {
                gap = Gap::Comment;
            }
            let end = rest[2..].find("*/").ok_or_else(|| format!("a comment is not closed: {}", start_of(rest)))?;
            rest = &rest[end + 4..];
            continue;
        } else if first.is_ascii_whitespace() {
            gap = Gap::Space;
            rest = &rest[1..];
            continue;
        } else if first == '"' || first == '\'' {
            string(rest, first)?
        } else if first == '\\' {
            escape(rest)
        } else if let Some(length) = bare_address(rest, last)? {
            length
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        let single = piece.len() == first.len_utf8();
        out.push_str(between(gap, last, if first == '\\' { WORD } else { first }));
        out.push_str(piece);
        (rest, gap, last) = (after, Gap::Nothing, Some(if single { first } else { WORD }));
    }
    Ok(out)
}

/// What to write for a gap. A comment parts two words without being a space, as an empty one does.
fn between(gap: Gap, last: Option<char>, next: char) -> &'static str {
    // `--empty: ;` is a value; `--empty:;` was an error for a long time.
    let empty_value = last == Some(':') && matches!(next, ';' | '}');
    let droppable = last.is_none_or(|last| "{};,:(".contains(last)) || "{};,)".contains(next);
    match gap {
        Gap::Nothing => "",
        Gap::Space if droppable && !empty_value => "",
        Gap::Space => " ",
        Gap::Comment if droppable => "",
        Gap::Comment => "/**/",
    }
}

/// The length of a string with its quotes.
fn string(rest: &str, quote: char) -> Result<usize, String> {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => break,
            _ if character == quote => return Ok(at + 1),
            _ => {}
        }
    }
    Err(format!("a string is not closed: {}", start_of(rest)))
}

/// The length of an escape: `\` with one character, or with up to six hexadecimal digits and the
/// one white space that ends them.
fn escape(rest: &str) -> usize {
    let after = &rest[1..];
    let digits = after.chars().take(6).take_while(char::is_ascii_hexdigit).count();
    let mut following = after[digits..].chars();
    match following.next() {
        Some('\r') if digits > 0 && following.next() == Some('\n') => digits + 3,
        Some(next) if digits > 0 && next.is_ascii_whitespace() => digits + 2,
        Some(next) if digits == 0 => 1 + next.len_utf8(),
        _ => 1 + digits,
    }
}

/// The length of `url(...)` with a bare address in it, which may hold anything that looks like
/// CSS. With a quoted address it is an ordinary function.
fn bare_address(rest: &str, last: Option<char>) -> Result<Option<usize>, String> {
    let opens = rest.get(..4).is_some_and(|head| head.eq_ignore_ascii_case("url("));
    let inside_a_name = last.is_some_and(|last| last.is_alphanumeric() || matches!(last, '-' | '_'));
    if !opens || inside_a_name || rest[4..].trim_start().starts_with(['"', '\'']) {
        return Ok(None);
    }
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(4) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            ')' => return Ok(Some(at + 1)),
            _ => {}
        }
    }
    Err(format!("an address is not closed: {}", start_of(rest)))
}

/// The first characters of a piece, to show where something is wrong.
fn start_of(rest: &str) -> String {
    rest.chars().take(40).map(|character| if character == '\n' { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::smaller;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let once = smaller(source).expect("sound CSS");
        assert_eq!(once, expected);
        assert_eq!(smaller(&once).expect("sound CSS"), once, "a second time changes nothing");
    }

    #[test]
    fn comments_and_needless_space_go() {
        check(
            "/* top */\n.a ,\n.b {\n  color : red ; /* why */\n  margin: 0  auto;\n}\n\n",
            ".a,.b{color :red;margin:0 auto;}",
        );
        check(
            "@media ( min-width : 30em ) and (width > 2px) {\n a { b: c }\n}",
            "@media (min-width :30em) and (width > 2px){a{b:c}}",
        );
    }

    #[test]
    fn spaces_that_mean_something_stay() {
        check(".a .b > .c + .d ~ .e {}", ".a .b > .c + .d ~ .e{}");
        check("li :hover, li:hover {}", "li :hover,li:hover{}");
        check(".a:not( .b ) .c {}", ".a:not(.b) .c{}");
        check("a { width: calc( 100% - ( 2px + 1em ) * 2 ) }", "a{width:calc(100% - (2px + 1em) * 2)}");
        check("a { margin: -1px  +2px !important }", "a{margin:-1px +2px !important}");
        check("a { --none: ; --last: }", "a{--none: ;--last: }");
        check("a { grid-template-areas:\n 'x  y'\n 'z  z' }", "a{grid-template-areas:'x  y' 'z  z'}");
    }

    #[test]
    fn strings_are_left_alone() {
        check(r#"a::before { content: "/* x */  ;  }" }"#, r#"a::before{content:"/* x */  ;  }"}"#);
        check(r#"a { content: "\"  {" ' \' ' }"#, r#"a{content:"\"  {" ' \' '}"#);
        check("a { content: \"é  →\" ; b: \"\\\n  \" }", "a{content:\"é  →\";b:\"\\\n  \"}");
        check("a{content:\"\" ;b:'' counter(x)}", "a{content:\"\";b:'' counter(x)}");
    }

    #[test]
    fn escapes_are_left_alone() {
        check(r".a\{ b {}", r".a\{ b{}");
        check(r".\31  a {}", r".\31  a{}");
        check(r".\:  b , .\31 0 {}", r".\: b,.\31 0{}");
        check("a { content: x\\, }", "a{content:x\\,}");
    }

    #[test]
    fn bare_addresses_are_left_alone() {
        check("a { b: url( //x/*.png ) c }", "a{b:url( //x/*.png ) c}");
        check("a { b: URL( \"x  y\" ) , c }", "a{b:URL(\"x  y\"),c}");
        check("a { b: my-url( 1 , 2 ) }", "a{b:my-url(1,2)}");
    }

    #[test]
    fn a_comment_parts_words_without_being_a_space() {
        check(".a/* x */.b {}", ".a/**/.b{}");
        check(".a /* x */ .b {}", ".a .b{}");
        check("a/* x */{b:/* y */c}/* z */", "a{b:c}");
    }

    #[test]
    fn what_is_not_closed_is_named() {
        assert!(smaller("a {} /* b").is_err_and(|sentence| sentence.contains("comment is not closed: /* b")));
        assert!(smaller("a { b: \"c\n\" }").is_err_and(|sentence| sentence.contains("string")));
        assert!(smaller("a { b: url(c").is_err_and(|sentence| sentence.contains("address")));
    }
}
