// What the programs tell the shell. A closed list: scripts rely on it.
#pragma once

namespace hookloop {

enum class ExitCode : int {
  passed = 0,
  expectation_failed = 1,
  wrong_usage = 2,
  timed_out = 3,
  environment = 4,  // can not reach, can not bind, disk
  bug = 5,          // ours
  // As the shell itself says it of a command that a signal ended: 128 and the signal's number.
  interrupted = 130,  // SIGINT
  terminated = 143,   // SIGTERM
};

}  // namespace hookloop
