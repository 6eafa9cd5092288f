using System.Net;
using System.Net.Sockets;
using Erasure.Core;
using Erasure.Tests.Shared;
using Erasure.Tests.Shared.Processes;

namespace Erasure.Host.Tests.Processes;

/// <summary>A proxy on the way out, which the environment names.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("https://orders.example.org/erasures", false)]
    [InlineData("https://inside.example.org/erasures", true)]
    [InlineData("https://localhost:8443/erasures", true)]
    [InlineData("http://127.0.0.1:8080/erasures", true)]
    [InlineData("http://orders.mesh/erasures", true)]
    public void Only_what_is_encrypted_goes_to_a_proxy(string address, bool isDirect)
    {
        WebProxy named = new("http://proxy.example.org:3128", BypassOnLocal: false, ["inside\\.example\\.org"]);
        TunnelOnlyProxy proxy = new(named);

        Assert.Equal(isDirect, proxy.IsBypassed(new Uri(address)));
        Assert.Equal(isDirect ? null : named.Address, proxy.GetProxy(new Uri(address)));
    }

    [Fact]
    public async Task A_domain_on_this_machine_is_called_without_one()
    {
        using TempFolder folder = new();
        using TcpListener domain = Listener(), proxy = Listener();
        await File.WriteAllTextAsync(folder["erasure.json"], $$"""
            { "domains": [{ "name": "orders", "admin": "orders@example.org", "connector": { "type": "http", "url": "http://{{domain.LocalEndpoint}}" } }], "server": { "url": "http://127.0.0.1:0" } }
            """);
        Dictionary<string, string> environment = new() { ["no_proxy"] = "", ["NO_PROXY"] = "", ["http_proxy"] = $"http://{proxy.LocalEndpoint}", ["https_proxy"] = $"http://{proxy.LocalEndpoint}" };
        await using HostProcess host = HostProcess.Start(folder["erasure.json"], environment);
        Assert.True(await host.IsReadyAsync(), host.Error);

        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using StringContent request = new("""{"subject":{"user_id":"u-1"}}""", System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync($"{host.Url}/api/erasures", request)).StatusCode);
        Task<TcpClient> direct = domain.AcceptTcpClientAsync(), through = proxy.AcceptTcpClientAsync();

        Assert.Same(direct, await Task.WhenAny(direct, through));
        (await direct).Dispose();
    }

    private static TcpListener Listener()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
