// `emitter watch`: what happens on the platform, a line each as it happens, until it is interrupted.
#include <spdlog/fmt/fmt.h>

#include <ostream>

#include "emitter/cli/api/api_command.h"
#include "emitter/cli/api/delivery_print.h"
#include "shared/cli/feed_reader.h"
#include "shared/cli/shown.h"
#include "shared/support/options.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// A Transport gives an answer when it has ended, and the feed does not end: it is heard for this long at a time, and
// resumed from where it was, with nothing lost. So a line is late by no more than this.
constexpr Microseconds kHeardAtATime = std::chrono::milliseconds(500);

// The end of an id is what tells it from others of its minute.
std::string short_id(const Json& json, const std::string& pointer) {
  constexpr std::size_t kShown = 8;
  const std::string id = shown(json, pointer);
  return id.size() <= kShown ? id : id.substr(0, id.find('_') + 1) + "…" + id.substr(id.size() - kShown);
}

std::string line_of(const ApiSession& session, const std::string& kind, const Json& news) {
  const Style& style = session.paper.style;
  if (kind == "event") {
    return fmt::format("{}  event    {} ({}) by {}  {}", style.dim(shown_instant(news, "/happened_at")),
                       style.bold(shown(news, "/type")), shown(news, "/console_name"), shown(news, "/happened_by/name"),
                       style.dim(short_id(news, "/id")));
  }
  if (kind == "attempt") {
    const std::string outcome = shown(news, "/outcome");
    const std::string next_at = shown_instant(news, "/next_attempt_at");
    return fmt::format(
        "{}  attempt  {} {}  {} to {}, attempt {}: {}{}  {}", style.dim(shown_instant(news, "/ended_at")),
        toned(style, tone_of(outcome), outcome), attempt_ending(news), shown(news, "/event_type"),
        printable(session.names.webhook_name(text_at(news, "/webhook"))), shown(news, "/attempt"), shown(news, "/next"),
        next_at.empty() ? "" : " at " + next_at, style.dim(short_id(news, "/delivery")));
  }
  if (kind == "notice") {
    return fmt::format("{}  notice   {}  {}: {}", style.dim(shown_instant(news, "/at")),
                       style.yellow(shown(news, "/kind")),
                       printable(session.names.webhook_name(text_at(news, "/webhook"))), shown(news, "/detail"));
  }
  if (kind == "gap") {
    return style.red(fmt::format("{} more of {} came than are kept for this, and were skipped", shown(news, "/missed"),
                                 shown(news, "/of")));
  }
  return printable(kind) + "  " + shown(news, "");
}

void print_news(const ApiSession& session, const FeedEvent& event) {
  Json news = Json::parse(event.data, nullptr, /*allow_exceptions=*/false);
  if (news.is_discarded()) return;
  if (session.json) {
    const std::string line =
        Json{{"kind", event.kind}, {"data", std::move(news)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
    session.paper.out << (session.paper.width ? printable(line) : line) << '\n';
  } else {
    session.paper.out << line_of(session, event.kind, news) << '\n';
  }
}

struct WatchFlags {
  std::uint64_t count = UINT64_MAX;
  std::string after;
};

std::optional<ApiFailure> watch(ApiSession& session, const WatchFlags& flags) {
  FeedReader reader;
  std::string place = flags.after;
  std::uint64_t left = flags.count;
  while (session.paper.out) {
    const auto text = session.client.listen(api_path({"feed"}), place, kHeardAtATime);
    if (!text) return text.error();
    for (const FeedEvent& event : reader.feed(*text)) {
      print_news(session, event);
      if (--left == 0) return std::nullopt;
    }
    session.paper.out << std::flush;
    reader.connection_ended();
    if (!reader.last_id().empty()) place = reader.last_id();
  }
  return std::nullopt;
}

}  // namespace

void add_watch_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup group(app,
                        {"watch", "Print what happens as it happens: events, attempts, notices; Ctrl-C ends it",
                         "emitter watch --after 0.0.0"},
                        surroundings, action);
  ApiCommand& command = group.add_alone();
  const auto flags = std::make_shared<WatchFlags>();
  for (CLI::App* named : command.apps) {
    add_whole_number(*named, "--count", 1, UINT64_MAX, "End after so many lines",
                     [flags](std::uint64_t count) { flags->count = count; });
    named->add_option("--after", flags->after, "Begin there: 0.0.0 is the beginning; else with what comes next")
        ->type_name("PLACE");
  }
  command.run = [flags](ApiSession& session) { return watch(session, *flags); };
}

}  // namespace hookloop
