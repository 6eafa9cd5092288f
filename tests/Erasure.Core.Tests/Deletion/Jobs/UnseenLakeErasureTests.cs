using Erasure.Core.Configuration;
using Erasure.Core.Deletion;
using Erasure.Core.Deletion.Connector;
using Erasure.Core.Deletion.Queue;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Erasures;
using Erasure.Core.Vault;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Jobs;

/// <summary>What a whole erasure makes of a lake that isn't there: it waits for a human, keeps what it needs to go on, and tells the person nothing.</summary>
public sealed class UnseenLakeErasureTests : IDisposable
{
    private const string Person = "u-lake-away-1";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("evnts")]
    [InlineData("clicks/deep")]
    [InlineData("linked")]
    public async Task A_lake_that_is_not_there_leaves_the_erasure_open_until_it_is(string prefix)
    {
        Directory.CreateDirectory(folder["lake/clicks/deep"]);
        Directory.CreateSymbolicLink(folder["lake/linked"], folder["lake/clicks"]);
        ErasureConfiguration configuration = ErasureHost.Configure("lake") with
        {
            Lake = new LakeConfiguration { Folder = folder["lake"], Mappers = [JobWorld.Mapper("clicks", DataFormat.Json, columns: ["by"]) with { Prefix = prefix }] },
        };
        await using ErasureHost host = await ErasureHost.StartAsync(configuration, services =>
        {
            services.AddSingleton<IObjectStore>(new FolderObjectStore(folder["lake"]));
            services.AddSingleton<IConnectors>(provider => new ConfiguredConnectors(configuration.Domains, _ => new LakeConnector(null, provider.GetRequiredService<ErasureMatches>())));
        });
        string id = (await host.ReceiveAsync(ErasureHost.Request(Person))).Id;

        await host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal((ErasureState.ActionRequired, DomainState.Failed), ((await host.ViewAsync(id)).Erasure.State, (await host.DomainAsync(id, "lake")).State));
        Assert.NotNull(await host.Engine.Services.GetRequiredService<SubjectVault>().OpenAsync(id, CancellationToken.None));
        Assert.DoesNotContain(host.Mail.SubjectsTo(ErasureHost.Requester), subject => subject.Contains("erased", StringComparison.OrdinalIgnoreCase));

        // It was there all along, and is mounted now.
        if (Directory.Exists(folder[$"lake/{prefix}"]))
        {
            Directory.Delete(folder[$"lake/{prefix}"]);
        }

        Directory.CreateDirectory(folder[$"lake/{prefix}"]);
        await File.WriteAllTextAsync(folder[$"lake/{prefix}/a.jsonl"], $$"""{"by":"{{Person}}"}""" + "\n{}\n");
        await host.CommandAsync(erasures => erasures.RetryAsync(id, "lake", ErasureHost.Decision("mounted"), CancellationToken.None));
        await host.RunForAsync(TimeSpan.FromHours(2));

        Assert.Equal(ErasureState.Completed, (await host.ViewAsync(id)).Erasure.State);
        Assert.Equal("{}\n", await File.ReadAllTextAsync(folder[$"lake/{prefix}/a.jsonl"]));
    }
}
