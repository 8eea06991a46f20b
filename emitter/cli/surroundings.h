// What the commands need of the outside world, handed in by main or by a test.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>

#include "shared/http_client/stream_transport.h"
#include "shared/support/clock.h"
#include "shared/support/exit_code.h"
#include "shared/support/interrupt.h"
#include "shared/support/random.h"

namespace hookloop {

struct PlatformServeOptions;

struct Surroundings {
  Clock& clock;
  Random& random;
  Interrupt& interrupt;  // ends the clock's sleeps and the transports' waits too
  std::function<std::unique_ptr<Transport>(bool verify_certificates)> make_transport;
  std::ostream& out;             // what was asked for
  std::ostream& err;             // what went wrong, and warnings
  bool out_is_terminal = false;  // one that a line can be drawn over
  bool out_has_colour = false;
  unsigned out_width = 80;  // columns
  // `emitter serve`, once its flags have been read; main puts it together.
  std::function<ExitCode(const PlatformServeOptions&, Surroundings&)> serve = {};
  // To the platform's own API, whose answers may be far longer than a receiver's that is only glanced at.
  std::function<std::unique_ptr<StreamTransport>()> make_api_transport = {};
};

}  // namespace hookloop
