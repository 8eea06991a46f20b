// One captured request in two lines, as `tail` tells of it when it has come and been answered:
//
//   → 12:00:00.123Z  POST  /orders?x=1  1.5 KiB  PROJECT_PUBLISH  attempt 2  valid, signed
//   ← #7             503 Service Unavailable, step /sequence/0, after 200.0ms
//
// On a terminal with arrows and perhaps colours, the target cut so that a line is a line; elsewhere with "->" and "<-",
// whole. Nothing of a capture can leave its line. Pure functions, any thread.
#pragma once

#include <string>

#include "bin_server/cli/capture_print.h"
#include "shared/cli/paper.h"

namespace hookloop {

std::string in_line(const Paper& paper, const Json& capture);
std::string out_line(const Paper& paper, const Json& capture);

}  // namespace hookloop
