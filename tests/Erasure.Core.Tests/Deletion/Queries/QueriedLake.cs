using Erasure.Core.Configuration;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Lake.Queries;
using Erasure.Core.Objects;
using Erasure.Core.Tests.Deletion.Jobs;
using Erasure.Embedded.Objects;
using Erasure.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Tests.Deletion.Queries;

/// <summary>A folder lake of one table, <c>clicks</c>, in which queries find.</summary>
internal sealed class QueriedLake : IDisposable
{
    public TempFolder Folder { get; } = new();

    public void Write(string key, string text) => JobWorld.Write(Folder.Path, key, text);

    public string Read(string key) => JobWorld.Read(Folder.Path, key);

    public Task<JobWorld> StartAsync(IQueryFinder queries)
    {
        DataMapper mapper = UnseenLake.Clicks with { Prefix = null, Table = new CatalogTable { Database = "web", Name = "clicks" }, Finder = Finder.Athena };
        ErasureConfiguration configuration = JobWorld.Configuration(Folder.Path, new JobConfiguration(), mapper);
        configuration = configuration with { Lake = configuration.Lake! with { Athena = new AthenaConfiguration { Region = "eu-central-1", Manifests = "s3://lake/manifests/" } } };
        return JobWorld.StartAsync(Folder.Path, configuration, lake: services => services
            .AddSingleton<IObjectStore>(new FolderObjectStore(Folder["lake"]))
            .AddSingleton<ITableCatalog>(new OneTable())
            .AddSingleton(queries));
    }

    public void Dispose() => Folder.Dispose();

    private sealed class OneTable : ITableCatalog
    {
        public Task<CatalogAnswer> AskAsync(DataMapper mapper, CancellationToken cancellationToken) =>
            Task.FromResult(new CatalogAnswer(mapper.LocatedAt("lake", "clicks", null), []));
    }
}
