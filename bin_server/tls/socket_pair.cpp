#include "bin_server/tls/socket_pair.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace hookloop {
namespace {

using Address = sockaddr_in;

sockaddr* plain(Address& address) { return reinterpret_cast<sockaddr*>(&address); }

OwnedSocket new_socket() { return OwnedSocket(::socket(AF_INET, SOCK_STREAM, 0)); }

bool name_of(const OwnedSocket& socket, Address& address) {
  socklen_t size = sizeof address;
  return getsockname(socket.get(), plain(address), &size) == 0;
}

// Somebody else on this machine may have been quicker to connect: only the one whose address is ours will do.
OwnedSocket accept_from(const OwnedSocket& listener, const OwnedSocket& other) {
  Address wanted{};
  if (!name_of(other, wanted)) return OwnedSocket();
  while (true) {
    Address from{};
    socklen_t size = sizeof from;
    OwnedSocket accepted(accept(listener.get(), plain(from), &size));
    const bool is_it = from.sin_port == wanted.sin_port && from.sin_addr.s_addr == wanted.sin_addr.s_addr;
    if (accepted.get() < 0 || is_it) return accepted;
  }
}

bool prepare(const OwnedSocket& socket) {
  const int on = 1;
  const int flags = fcntl(socket.get(), F_GETFL);
  return flags >= 0 && fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK) == 0 &&
         fcntl(socket.get(), F_SETFD, FD_CLOEXEC) == 0 &&
         setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0;
}

}  // namespace

std::optional<std::pair<OwnedSocket, OwnedSocket>> connected_sockets() {
  const OwnedSocket listener = new_socket();
  OwnedSocket first = new_socket();
  if (listener.get() < 0 || first.get() < 0) return std::nullopt;
  Address address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // Ports of connections that were closed a short while ago may be taken again: nobody else can have meant them.
  const int on = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // A listener of its own, open for an instant: nobody knows its port beforehand.
  if (bind(listener.get(), plain(address), sizeof address) != 0 || listen(listener.get(), 4) != 0 ||
      !name_of(listener, address) || connect(first.get(), plain(address), sizeof address) != 0) {
    return std::nullopt;
  }
  OwnedSocket second = accept_from(listener, first);
  if (second.get() < 0 || !prepare(first) || !prepare(second)) return std::nullopt;
  return std::pair(std::move(first), std::move(second));
}

}  // namespace hookloop
