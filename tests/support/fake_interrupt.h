// An Interrupt that comes when a test says so.
#pragma once

#include <csignal>
#include <functional>
#include <utility>

#include "shared/support/interrupt.h"

namespace hookloop::test {

class FakeInterrupt final : public Interrupt {
 public:
  explicit FakeInterrupt(std::function<bool()> has_come = [] { return false; }) : has_come_(std::move(has_come)) {}
  void watch() override {}
  int signal_number() const override { return has_come_() ? SIGINT : 0; }

 private:
  std::function<bool()> has_come_;
};

}  // namespace hookloop::test
