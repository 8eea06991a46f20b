// What the commands need of the outside world, handed in by main or by a test.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>

#include "shared/http_client/stream_transport.h"
#include "shared/support/clock.h"
#include "shared/support/exit_code.h"
#include "shared/support/interrupt.h"

namespace hookloop {

struct ServeOptions;

struct BinServerSurroundings {
  Clock& clock;
  Interrupt& interrupt;  // ends the clock's sleeps and the transports' waits too
  std::function<std::unique_ptr<StreamTransport>()> make_transport;
  std::istream& in;
  std::ostream& out;  // what was asked for
  std::ostream& err;  // what went wrong, questions, and what is said beside the output
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool out_has_colour = false;
  unsigned out_width = 80;  // columns
  // `bin_server serve`, once its flags have been read; main puts it together.
  std::function<ExitCode(const ServeOptions&)> serve = {};
};

}  // namespace hookloop
