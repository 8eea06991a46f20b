// `emitter ledger`: every attempt as a line of JSON, for other programs.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <ostream>

#include "emitter/cli/api/api_command.h"
#include "shared/cli/shown.h"
#include "shared/support/options.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// Asked for at a time, so that a ledger of any length is printed in bounded memory. A line can be 100 KiB and more.
constexpr std::uint64_t kLinesAtOnce = 200;
constexpr std::uint64_t kGreatestNumber = INT64_MAX;

struct LedgerFlags {
  std::uint64_t after = 0;
  std::uint64_t limit = kGreatestNumber;
};

std::optional<ApiFailure> print_ledger(ApiSession& session, LedgerFlags flags) {
  while (flags.limit > 0 && session.paper.out) {
    const std::uint64_t asked = std::min(kLinesAtOnce, flags.limit);
    const auto text =
        session.client.read(api_path({"ledger"}) + query_text({{"after", flags.after}, {"limit", asked}}));
    if (!text) return text.error();
    const auto lines = static_cast<std::uint64_t>(std::count(text->begin(), text->end(), '\n'));
    if (lines == 0) return std::nullopt;
    session.paper.out << (session.paper.width ? printable(*text, /*keep_lines=*/true) : *text) << std::flush;
    const std::size_t last = text->rfind('\n', text->size() - 2);
    const Json line = Json::parse(text->substr(last == std::string::npos ? 0 : last + 1), nullptr, false);
    const Json& number = value_at(line, "/number");
    if (!number.is_number_unsigned() || lines < asked) return std::nullopt;
    flags.after = number.get<std::uint64_t>();
    flags.limit -= lines;
  }
  return std::nullopt;
}

}  // namespace

void add_ledger_command(CLI::App& app, Surroundings& surroundings, Action& action) {
  ApiCommandGroup ledger(app,
                         {"ledger", "Print every attempt as a line of JSON, the oldest first",
                          "emitter ledger --after 1200 | jq -r .outcome"},
                         surroundings, action);
  ApiCommand& command = ledger.add_alone();
  const auto flags = std::make_shared<LedgerFlags>();
  for (CLI::App* named : command.apps) {
    add_whole_number(*named, "--after", 0, kGreatestNumber, "Only those after this number: each line has one",
                     [flags](std::uint64_t number) { flags->after = number; });
    add_whole_number(*named, "--limit", 1, kGreatestNumber, "How many at most",
                     [flags](std::uint64_t number) { flags->limit = number; });
  }
  command.run = [flags](ApiSession& session) { return print_ledger(session, *flags); };
}

}  // namespace hookloop
