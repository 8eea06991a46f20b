#include "emitter/cli/api/delivery_print.h"

#include <spdlog/fmt/fmt.h>

#include <ostream>

#include "emitter/cli/api/api_print.h"
#include "shared/cli/shown.h"
#include "shared/support/quantity.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// Of a payload or an answer: more is for a program, and --json has all of it.
constexpr std::size_t kShownBodyBytes = 4096;

// Each line behind a mark, as curl shows what goes out and comes in.
void print_marked(const Paper& paper, char mark, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    paper.out << "  " << paper.style.dim(std::string(1, mark));
    if (!line.empty()) paper.out << ' ' << printable(line);
    paper.out << '\n';
  }
}

// {"text": …} or {"base64": …}
void print_bytes(const Paper& paper, char mark, const Json& bytes) {
  const Json& base64 = value_at(bytes, "/base64");
  if (base64.is_string()) {
    return print_marked(paper, mark,
                        fmt::format("(no text: {} of it with --json, in base64)",
                                    show_size(base64.get_ref<const std::string&>().size() * 3 / 4)));
  }
  std::string text = text_at(bytes, "/text");
  if (text.size() > kShownBodyBytes) {
    std::size_t end = kShownBodyBytes;
    while (end > 0 && continues_character(text[end])) --end;
    text = text.substr(0, end) + fmt::format("…\n({} in all; --json has them)", show_size(text.size()));
  }
  print_marked(paper, mark, text);
}

std::string phases_text(const Json& attempt) {
  const bool was_kept = value_at(attempt, "/connection_reused") == true;
  const std::string way = was_kept ? std::string("kept connection")
                                   : fmt::format("look-up {}, connect {}", shown_micros(attempt, "/phases/resolve_us"),
                                                 shown_micros(attempt, "/phases/connect_us"));
  return fmt::format("{} in all: {}, first byte {}", shown_micros(attempt, "/phases/whole_us"), way,
                     shown_micros(attempt, "/phases/first_byte_us"));
}

std::string next_text(const Json& attempt) {
  const std::string at = shown_instant(attempt, "/next_attempt_at");
  return shown(attempt, "/next") + (at.empty() ? "" : " at " + at);
}

void print_attempt(const ApiSession& session, const Json& attempt) {
  const Paper& paper = session.paper;
  const std::string outcome = shown(attempt, "/outcome");
  std::string heading = fmt::format("Attempt {}", shown(attempt, "/attempt"));
  if (value_at(attempt, "/copy") != 1) heading += fmt::format(", copy {}", shown(attempt, "/copy"));
  if (value_at(attempt, "/cause") == "manual") heading += ", by hand";
  Details details(heading, fmt::format("{}  {}", outcome, attempt_ending(attempt)), tone_of(outcome));
  details.add("id", shown(attempt, "/id"));
  details.add("started", shown_instant(attempt, "/started_at"));
  details.add("took", phases_text(attempt));
  details.add("to", fmt::format("{} {}", shown(attempt, "/url"), shown(attempt, "/peer")));
  details.add("detail", shown(attempt, "/detail"));
  details.add("faults", shown(attempt, "/faults"), Tone::warning);
  details.add("Retry-After", shown_duration(attempt, "/retry_after_ms"));
  details.add("then", next_text(attempt));
  details.print(paper);
  print_bytes(paper, '>', value_at(attempt, "/request/head"));
  const Json& body = value_at(attempt, "/request/body");
  if (body.is_null())
    print_marked(paper, '>', "(the payload)");
  else
    print_bytes(paper, '>', body);
  const Json& answer = value_at(attempt, "/answer");
  if (answer.is_null()) return;
  print_bytes(paper, '<', value_at(answer, "/head"));
  print_bytes(paper, '<', value_at(answer, "/body"));
  if (value_at(answer, "/complete") == false) print_marked(paper, '<', "(it broke off, or more came than is kept)");
}

Details row_details(const ApiSession& session, const Json& delivery) {
  const std::string state = shown(delivery, "/state");
  Details details(shown(delivery, "/id"), state, tone_of(state));
  details.add("event", fmt::format("{} ({})", shown(delivery, "/event/type"), shown(delivery, "/event/console_name")));
  details.add("event id", shown(delivery, "/event/id"));
  const std::string webhook = text_at(delivery, "/webhook");
  details.add("webhook", fmt::format("{}  {}", session.names.webhook_name(webhook), webhook));
  details.add("attachment", shown(delivery, "/attachment"));
  const std::string app = text_at(delivery, "/app");
  if (!app.empty()) details.add("app", fmt::format("{}  {}", session.names.app_name(app), app));
  details.add("attempts", shown(delivery, "/attempt_count"));
  details.add("created", shown_instant(delivery, "/created_at"));
  details.add("next attempt", shown_instant(delivery, "/next_attempt_at"), Tone::warning);
  details.add("finished", shown_instant(delivery, "/finished_at"));
  details.add("reason", shown(delivery, "/reason"));
  details.add("faults", shown(delivery, "/faults"), Tone::warning);
  if (value_at(delivery, "/by_hand") == true) details.add("by hand", "it was resent");
  if (value_at(delivery, "/cancel_asked") == true) details.add("cancelled", "once what is under way has ended");
  return details;
}

}  // namespace

std::string attempt_ending(const Json& attempt) {
  std::string text = shown(attempt, "/status");
  const std::string failure = shown(attempt, "/failure");
  if (failure.empty()) return text;
  text += (text.empty() ? "" : ", then ") + failure;
  const std::string phase = shown(attempt, "/timed_out_in");
  return phase.empty() ? text : text + " in " + phase;
}

void print_deliveries(const ApiSession& session, const Json& answer) {
  print_list(
      session.paper, value_at(answer, "/deliveries"),
      {{"id"},
       {"state"},
       {"event", Fit::cut},
       {"webhook", Fit::cut},
       {"tries", Fit::drop},
       {"next attempt", Fit::drop},
       {"reason", Fit::drop}},
      [&session](const Json& delivery) -> std::vector<Cell> {
        const std::string state = shown(delivery, "/state");
        return {{shown(delivery, "/id"), Tone::dim}, {state, tone_of(state)},
                {shown(delivery, "/event/type")},    {session.names.webhook_name(text_at(delivery, "/webhook"))},
                {shown(delivery, "/attempt_count")}, {shown_time(delivery, "/next_attempt_at"), Tone::warning},
                {shown(delivery, "/reason")}};
      },
      "There are no such deliveries.");
  const std::string next = shown(answer, "/next");
  if (!next.empty()) session.paper.out << "Older ones: the same with --before " << next << '\n';
}

void print_delivery_row(const ApiSession& session, const Json& delivery) {
  row_details(session, delivery).print(session.paper);
}

void print_delivery(const ApiSession& session, const Json& delivery) {
  print_delivery_row(session, delivery);
  session.paper.out << '\n' << session.paper.style.bold("Payload") << '\n';
  print_bytes(session.paper, ' ', value_at(delivery, "/payload"));
  for (const Json& attempt : value_at(delivery, "/attempts")) {
    session.paper.out << '\n';
    print_attempt(session, attempt);
  }
}

}  // namespace hookloop
