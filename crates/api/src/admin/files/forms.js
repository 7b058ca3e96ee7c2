// Forms: labelled fields, what is wrong beside each of them, and one button that is pressed once.

import { Cancelled } from "./api.js";
import { h } from "./dom.js";
import { said } from "./outcome.js";

let made = 0;

export function field(name, label, attributes = {}) {
  const { choices, hint, ...rest } = attributes;
  const id = `field-${(made += 1)}`;
  const described = `${id}-wrong${hint ? ` ${id}-hint` : ""}`;
  const common = { id, name, "aria-describedby": described, ...rest };
  const input = choices
    ? h("select", common, choices.map(([value, text]) => h("option", { value, selected: value === rest.value }, text)))
    : h("input", { type: "text", ...common });
  const wrong = h("p", { id: `${id}-wrong`, class: "wrong" });
  const node = h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    input,
    hint ? h("p", { id: `${id}-hint`, class: "hint" }, hint) : "",
    wrong,
  );
  const refuse = (text) => {
    wrong.textContent = text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  return { name, node, input, refuse, value: () => input.value };
}

// Boxes of which any number may be ticked.
export function boxes(name, legend, choices) {
  const wrong = h("p", { class: "wrong" });
  const inputs = choices.map(([value]) => h("input", { type: "checkbox", name, value }));
  const labels = choices.map(([, text], place) => h("label", { class: "box" }, inputs[place], text));
  const node = h("fieldset", {}, h("legend", {}, legend), labels, wrong);
  const refuse = (text) => (wrong.textContent = text);
  const value = () => inputs.filter((input) => input.checked).map((input) => input.value);
  return { name, node, input: inputs[0], refuse, value };
}

// `send` gets the values by name; what it refuses is shown beside the fields, or above the button.
export function form(fields, verb, send, { beside, label } = {}) {
  const general = h("p", { class: "wrong", role: "alert" });
  const press = h("button", {}, verb);
  const submit = async (event) => {
    event.preventDefault();
    if (press.disabled) return;
    press.disabled = true;
    general.replaceChildren();
    for (const one of fields) one.refuse("");
    try {
      await send(Object.fromEntries(fields.map((one) => [one.name, one.value()])));
    } catch (error) {
      show(error);
    } finally {
      press.disabled = false;
    }
  };
  const show = (error) => {
    if (error instanceof Cancelled) return;
    const told = Object.keys(error.errors ?? {});
    const wrong = fields.filter((one) => told.includes(one.name));
    for (const one of wrong) one.refuse(error.errors[one.name].map((fault) => fault.message).join(" "));
    if (wrong.length === 0 || wrong.length < told.length) general.replaceChildren(...said(error));
    (wrong[0] ?? fields[0])?.input.focus();
  };
  const node = h(
    "form",
    { novalidate: true, "aria-label": label, submit },
    h("div", { class: "fields" }, fields.map((one) => one.node)),
    general,
    h("div", { class: "buttons" }, press, beside ?? ""),
  );
  return node;
}
