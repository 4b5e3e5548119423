//! The phone's bundle.

fn main() {
    werksessie::ui::browser::report_panics();
    werksessie::ui::phone::client::start();
}
