#include "tests/emitter/program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace hookloop::test {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

Program::Program(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
  std::vector<std::string> argv{EMITTER_PROGRAM};
  argv.insert(argv.end(), words.begin(), words.end());
  std::vector<std::string> envp{"PATH=/usr/bin:/bin"};
  envp.insert(envp.end(), environment.begin(), environment.end());
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (folder_.path() / "stderr").c_str(), O_WRONLY | O_CREAT,
                                   0600);
  const int error =
      posix_spawn(&pid_, EMITTER_PROGRAM, &actions, nullptr, pointers(argv).data(), pointers(envp).data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(pipe_ends[1]);
  out_ = pipe_ends[0];
  if (error != 0) throw std::runtime_error("the emitter can not be started");
}

Program::~Program() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) ::close(out_);
}

std::string Program::read_line() {
  std::array<char, 4096> buffer{};
  while (pending_.find('\n') == std::string::npos) {
    const auto count = ::read(out_, buffer.data(), buffer.size());
    if (count <= 0) throw std::runtime_error("the emitter's output ended before a line did");
    pending_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  const auto end = pending_.find('\n');
  std::string line = pending_.substr(0, end);
  pending_.erase(0, end + 1);
  return line;
}

void Program::stop_reading() { ::close(std::exchange(out_, -1)); }

void Program::signal(int number) { ::kill(pid_, number); }

ProgramResult Program::wait() {
  ProgramResult result;
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = ::read(out_, buffer.data(), buffer.size())) > 0;) {
    pending_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = std::exchange(pending_, "");
  std::ifstream err(folder_.path() / "stderr", std::ios::binary);
  result.err.assign(std::istreambuf_iterator<char>(err), {});
  return result;
}

ProgramResult run_program(const std::vector<std::string>& words, const std::vector<std::string>& environment) {
  return Program(words, environment).wait();
}

}  // namespace hookloop::test
