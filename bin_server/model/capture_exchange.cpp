#include "bin_server/model/capture_exchange.h"

namespace hookloop {

std::string_view to_string(ExchangeKind kind) { return kind == ExchangeKind::forward ? "forward" : "replay"; }

}  // namespace hookloop
