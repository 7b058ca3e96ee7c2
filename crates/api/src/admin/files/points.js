// An account's score.

import { newKey } from "./api.js";
import { act } from "./dialogs.js";
import { h, number } from "./dom.js";
import { field, form } from "./forms.js";
import { tell } from "./outcome.js";

const OUTCOMES = {
  unknown_account: "There is no such account any more.",
  out_of_range: "The score would be too large.",
};

export function points(account) {
  let key = newKey();
  const fields = [
    field("mode", "Do", { choices: [["set", "Set to"], ["add", "Add"], ["best", "Set to, if it is better"]] }),
    field("value", "Points", { inputmode: "numeric", autocomplete: "off" }),
  ];
  const send = async ({ mode, value }) => {
    // What is no number is sent as it is: the API says what is wrong with it.
    const points = /^-?\d+$/.test(value.trim()) ? Number(value) : value;
    const body = { scores: [{ account_id: account.id, mode, value: points }] };
    const { scores } = await act("POST", "/v1/admin/scores", { body, key });
    key = newKey();
    window.dispatchEvent(new Event("reload-page"));
    tell(OUTCOMES[scores[0].outcome] ?? `The score is ${number(scores[0].score)} now.`);
  };
  const node = form(fields, "Write the score", send, { label: "Write the score" });
  node.addEventListener("input", () => (key = newKey()));
  return [h("p", {}, "Score: ", h("strong", {}, number(account.score))), node];
}
