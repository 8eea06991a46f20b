#include "emitter/cli/api/api_print.h"

#include <spdlog/fmt/fmt.h>

#include "shared/cli/shown.h"

namespace hookloop {

void add_event(Details& details, const Json& answer) {
  const Json& event = value_at(answer, "/event");
  if (event.is_null()) return;
  const Json& count = value_at(event, "/deliveries");
  const std::uint64_t deliveries = count.is_number_unsigned() ? count.get<std::uint64_t>() : 0;
  details.add("fires", fmt::format("{} ({})", shown(event, "/type"), shown(event, "/console_name")));
  details.add("event", shown(event, "/id"));
  details.add("owed", deliveries == 0 ? "nothing: no webhook is attached for this"
                                      : counted(deliveries, "delivery", "deliveries"));
}

}  // namespace hookloop
