//! Reads licence expressions (SPDX), and says whether a list of allowed licences satisfies one.

/// Whether somebody who accepts only these licences may use the work. A sentence when the
/// expression cannot be read.
pub fn satisfied(expression: &str, allowed: &[&str]) -> Result<bool, String> {
    let words = words(expression);
    let mut reader = Reader { words: &words, allowed };
    let answer = reader.either().filter(|_| reader.words.is_empty());
    answer.ok_or_else(|| format!("the licence `{expression}` cannot be read"))
}

/// Words and parentheses. The old form `A/B` says `A OR B`.
fn words(expression: &str) -> Vec<String> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

struct Reader<'a> {
    words: &'a [String],
    allowed: &'a [&'a str],
}

impl Reader<'_> {
    /// Takes the next word when it is this operator.
    fn takes(&mut self, operator: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if first.eq_ignore_ascii_case(operator) => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }

    /// `A OR B`, which binds weakest.
    fn either(&mut self) -> Option<bool> {
        let mut answer = self.both()?;
        while self.takes("OR") {
            answer |= self.both()?;
        }
        Some(answer)
    }

    /// `A AND B`.
    fn both(&mut self) -> Option<bool> {
        let mut answer = self.one()?;
        while self.takes("AND") {
            answer &= self.one()?;
        }
        Some(answer)
    }

    /// One licence, perhaps with an exception, or an expression in parentheses.
    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let answer = self.either()?;
            return self.takes(")").then_some(answer);
        }
        let mut licence = self.name()?;
        if self.takes("WITH") {
            licence = format!("{licence} WITH {}", self.name()?);
        }
        Some(self.allowed.contains(&&*licence))
    }

    fn name(&mut self) -> Option<String> {
        let (first, rest) = self.words.split_first()?;
        if ["(", ")", "OR", "AND", "WITH"].iter().any(|reserved| first.eq_ignore_ascii_case(reserved)) {
            return None;
        }
        self.words = rest;
        Some(first.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::satisfied;

    const ALLOWED: [&str; 3] = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];

    #[track_caller]
    fn is(expression: &str, expected: bool) {
        assert_eq!(satisfied(expression, &ALLOWED), Ok(expected), "{expression}");
    }

    #[test]
    fn one_licence_is_on_the_list_or_not() {
        is("MIT", true);
        is("GPL-3.0-only", false);
        is("mit", false);
    }

    #[test]
    fn either_is_enough_and_both_are_needed() {
        is("GPL-3.0-only OR MIT", true);
        is("GPL-3.0-only AND MIT", false);
        is("Apache-2.0 AND MIT", true);
        is("MIT/Apache-2.0", true);
        is("GPL-2.0+ / LGPL-2.1", false);
    }

    #[test]
    fn and_binds_stronger_than_or() {
        is("MIT OR GPL-3.0-only AND LGPL-2.1", true);
        is("(MIT OR GPL-3.0-only) AND LGPL-2.1", false);
        is("LGPL-2.1 AND (MIT OR Apache-2.0) OR (MIT)", true);
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        is("Apache-2.0 WITH LLVM-exception", true);
        is("Apache-2.0 WITH Other-exception", false);
        is("GPL-2.0 WITH LLVM-exception or MIT", true);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for expression in ["", "MIT OR", "(MIT", "MIT)", "MIT Apache-2.0", "AND MIT", "MIT WITH", "()"] {
            assert!(satisfied(expression, &ALLOWED).is_err(), "{expression}");
        }
    }
}
