"""Words typed into a form outlive a page that could not show the form."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    """Show a form, or what the window shows while the record is away."""
    import streamlit as st

    from dashboards import typed

    away = st.checkbox("away", key="away")
    if away:
        typed.hold()
        st.text("; ".join(typed.unsaved()), help="unsaved")
        return
    with st.form("form"):
        st.text_area("Words", **typed.words("words", "as saved"))
        st.date_input("Day", **typed.day("day", None))
        st.selectbox("Weight", ("must", "should"), **typed.option("weight", ("must", "should"), "should"))
        if st.form_submit_button("Save"):
            typed.settle("words")


def test_what_was_typed_is_there_again_when_the_record_answers_again() -> None:
    app = AppTest.from_function(page).run()
    app.text_area[0].input("The survey teams were late")
    app.button[0].click()  # the record goes away before it is asked
    app.checkbox[0].check().run()
    assert not app.text_area
    assert app.text[0].value == "The survey teams were late"
    # Away for more than one turn: still kept.
    app.run()
    app.checkbox[0].uncheck().run()
    assert app.text_area[0].value == "The survey teams were late"
    assert app.selectbox[0].value == "should"
    assert app.text_area[0].proto.set_value  # or the browser would show the field as it began
    assert not app.warning
    assert not app.exception


def test_what_is_untouched_or_saved_is_not_called_unsaved() -> None:
    app = AppTest.from_function(page).run()
    app.checkbox[0].check().run()
    assert app.text[0].value == ""
    app.checkbox[0].uncheck().run()
    app.text_area[0].input("Saved words")
    app.button[0].click().run()
    app.checkbox[0].check().run()
    assert app.text[0].value == ""
