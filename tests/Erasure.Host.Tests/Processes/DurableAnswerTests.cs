using System.Net;
using System.Net.Http.Json;
using Erasure.Host.Demo;
using Erasure.Tests.Shared;

namespace Erasure.Host.Tests.Processes;

/// <summary>A 202 is answered only when the request is on disk: watched at the system calls.</summary>
public sealed class DurableAnswerTests
{
    [Fact]
    public async Task A_202_comes_after_the_write_and_its_sync()
    {
        using TempFolder folder = new();
        await using DemoWorld world = await DemoWorld.CreateAsync(folder["world"], port: null, interval: "PT0.1S", CancellationToken.None);
        string trace = folder["trace.txt"];
        await using (HostProcess host = StartTraced(world.Configuration, trace))
        {
            Assert.True(await host.IsReadyAsync(), host.Error);
            using HttpClient client = new();
            using HttpResponseMessage response = await client.PostAsJsonAsync($"{host.Url}/api/erasures", DemoPerson.Request());
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        Assert.Null(SystemCallTrace.FindFault(await File.ReadAllLinesAsync(trace)));
    }

    [Theory]
    [InlineData(null, R, W, S, A)]
    [InlineData(null, R, W, "7 fdatasync(9</d/erasure.db-wal> <unfinished ...>", "8 pwrite64(5</d/other>, \"x\", 1, 0) = 1", "7 <... fdatasync resumed>) = 0", A)]
    [InlineData("no answer", R, W, S)]
    [InlineData("was not written", R, S, A)]
    [InlineData("was not synced", R, W, A, S)]
    [InlineData("was not synced", R, W, "7 fdatasync(9</d/erasure.db-wal> <unfinished ...>", A, "7 <... fdatasync resumed>) = 0")]
    [InlineData("was not synced", R, S, W, A)]
    [InlineData("was not synced", "7 fdatasync(9</d/erasure.db-wal> <unfinished ...>", R, W, "7 <... fdatasync resumed>) = 0", A)]
    [InlineData("was not written", W, S, R, A)]
    [InlineData(null, R, W, S, W, A)]
    [InlineData("was not synced", R, W, "7 fdatasync(9</d/erasure.db-wal>) = -1 EIO", A)]
    public void The_trace_is_read_strictly(string? fault, params string[] lines)
    {
        string? found = SystemCallTrace.FindFault(lines);

        Assert.Equal(fault is null, found is null);
        Assert.Contains(fault ?? "", found ?? "", StringComparison.Ordinal);
    }

    private const string R = "8 recvmsg(12<socket:[1]>, {msg_name=NULL, msg_iov=[{iov_base=\"POST /api/erasures HTTP/1.1\\r\\nHost\"..., iov_len=4096}]}, 0) = 300";
    private const string W = "7 pwrite64(9</d/erasure.db-wal>, \"x\", 4096, 32) = 4096";
    private const string S = "7 fdatasync(9</d/erasure.db-wal>) = 0";
    private const string A = "8 sendto(12<socket:[1]>, \"HTTP/1.1 202 Accepted\\r\\nContent-Le\"..., 700, 0, NULL, 0) = 700";

    private static HostProcess StartTraced(string configuration, string trace)
    {
        Tools.Expect("strace", "without it nobody sees whether a 202 waits for the disk (Debian: apt-get install strace)");
        return HostProcess.Start(configuration, environment: null, "strace", "-f", "-y", "-s", "64", "-e", "trace=fdatasync,fsync,pwrite64,pwritev,write,writev,sendto,sendmsg,read,recvfrom,recvmsg", "-o", trace);
    }
}
