using Erasure.Core.Configuration;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Http;
using Erasure.Core.Server;
using Erasure.Host.CommandLine;
using Erasure.Host.Serving;
using Erasure.Host.Tests.Api;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Erasure.Host.Tests.Serving;

/// <summary>A host of which a part fails stops, and doesn't look as if it had been told to.</summary>
public sealed class FailingPartTests : IDisposable
{
    private const string Person = "user-7f3a9c51e2d84b06";

    private readonly TempFolder folder = new();
    private readonly LogCapture logs = new();

    public void Dispose()
    {
        logs.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_part_that_fails_is_told_by_name_and_without_the_exceptions_text(bool byCancellation)
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using ErasureServer server = await ServeAsync(end.Task);
        Task stopped = server.WaitForShutdownAsync(default);
        end.SetException(byCancellation ? new TaskCanceledException(Person) : new InvalidOperationException(Person));

        RefusalException refusal = await Assert.ThrowsAsync<RefusalException>(() => stopped);

        Assert.Contains("Part failed", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(logs.Lines, line => line.Contains("Part failed with", StringComparison.Ordinal));
        Assert.DoesNotContain(logs.Lines, line => line.Contains(Person, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_told_to_stop_has_not_failed()
    {
        await using ErasureServer server = await ServeAsync(new TaskCompletionSource().Task);
        Task stopped = server.WaitForShutdownAsync(default);
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await stopped;
    }

    private Task<ErasureServer> ServeAsync(Task end) => ErasureServer.StartAsync(
        new ErasureConfiguration
        {
            Domains = [new DomainConfiguration { Name = "orders", Admin = "admin@example.org", Connector = new HttpConnectorConfiguration { Url = "http://127.0.0.1:9" } }],
            Server = new ServerConfiguration { Url = "http://127.0.0.1:0", DataFolder = folder["data"], MasterKeyFile = folder["master.key"] },
        },
        logging => logging.ClearProviders().AddProvider(logs),
        default,
        change: services => services.AddHostedService(_ => new Part(end)));

    private sealed class Part(Task end) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken) => await end.WaitAsync(stoppingToken);
    }
}
