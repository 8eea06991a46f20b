#include "shared/support/random.h"

#include <sys/random.h>

#include <stdexcept>

namespace hookloop {

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

std::uint64_t SystemRandom::next() {
  std::uint64_t number = 0;
  if (getentropy(&number, sizeof number) != 0) throw std::runtime_error("the system gives no random numbers");
  return number;
}

}  // namespace hookloop
