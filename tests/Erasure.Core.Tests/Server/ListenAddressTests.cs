using System.Net;
using Erasure.Core.Server;

namespace Erasure.Core.Tests.Server;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:7071", "127.0.0.1", 7071, true)]
    [InlineData("http://127.0.0.1:0", "127.0.0.1", 0, true)]
    [InlineData("http://127.8.9.1/", "127.8.9.1", 80, true)]
    [InlineData("http://[::1]:7071", "::1", 7071, true)]
    [InlineData("http://[::ffff:127.0.0.1]:7071", "127.0.0.1", 7071, true)]
    [InlineData("http://localhost:7071", null, 7071, true)]
    [InlineData("HTTP://LOCALHOST:7071", null, 7071, true)]
    [InlineData("http://loopback:7071", null, 7071, true)]
    [InlineData("http://0.0.0.0:80", "0.0.0.0", 80, false)]
    [InlineData("http://[::]:7071", "::", 7071, false)]
    [InlineData("http://[::ffff:0.0.0.0]:7071", "0.0.0.0", 7071, false)]
    [InlineData("http://10.1.2.3:7071", "10.1.2.3", 7071, false)]
    public void What_is_bound_is_what_is_judged(string url, string? address, int port, bool isLoopback)
    {
        ListenAddress parsed = Assert.IsType<ListenAddress>(ListenAddress.TryParse(url));

        Assert.Equal(new ListenAddress(address is null ? null : IPAddress.Parse(address), port), parsed);
        Assert.Equal(isLoopback, parsed.IsLoopback);
    }

    [Theory]
    [InlineData("https://127.0.0.1:7071")]
    [InlineData("http://127.0.0.1/;http://0.0.0.0:7511")]
    [InlineData("http://127.0.0.1:7071;http://0.0.0.0:7511")]
    [InlineData("http://127.0.0.1:7071/base")]
    [InlineData("http://127.0.0.1:7071?x")]
    [InlineData("http://me@127.0.0.1:7071")]
    [InlineData("http://erasure.example:7071")]
    [InlineData("http://localhost.example:7071")]
    [InlineData("http://localhost:0")]
    [InlineData("http://*:7071")]
    [InlineData("http://+:7071")]
    [InlineData("127.0.0.1:7071")]
    [InlineData("unix:/run/erasure.sock")]
    [InlineData("")]
    [InlineData(null)]
    public void What_could_be_bound_otherwise_than_it_reads_is_none(string? url) => Assert.Null(ListenAddress.TryParse(url));
}
