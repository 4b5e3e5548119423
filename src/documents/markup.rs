//! Writing XML, and HTML that is sound XML as well.

use std::io::Result;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use werksessie_core::document::printable;

/// An XML text under way. Texts and attributes are cleaned and escaped here and nowhere else.
pub struct Markup(Writer<Vec<u8>>);

impl Markup {
    /// Without a declaration, as HTML has none.
    pub fn new() -> Self {
        Self(Writer::new(Vec::new()))
    }

    /// With the declaration that begins each part of a file.
    ///
    /// # Errors
    /// As every function here: never, since memory takes whatever is written.
    pub fn declared() -> Result<Self> {
        let mut markup = Self::new();
        markup.0.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))))?;
        Ok(markup)
    }

    /// An element with content, possibly none.
    pub fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        content: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.0.write_event(Event::Start(start(name, attributes)))?;
        content(self)?;
        self.0.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An element that never has content.
    pub fn void(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.0.write_event(Event::Empty(start(name, attributes)))
    }

    /// An element with a text.
    pub fn text_element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.element(name, attributes, |markup| markup.text(text))
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> Result<()> {
        self.0.write_event(Event::Text(BytesText::new(&printable(text))))
    }

    /// Markup as it is: only what our own code wrote.
    pub fn raw(&mut self, markup: &str) -> Result<()> {
        self.0.write_event(Event::Text(BytesText::from_escaped(markup)))
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, printable(value).as_str()));
    }
    start
}
