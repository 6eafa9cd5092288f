using Erasure.Core.Objects;
using Erasure.Embedded.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Embedded.Objects;

/// <summary>Registers the lake in a folder.</summary>
public static class FolderLakeServices
{
    /// <summary>Adds the <see cref="IObjectStore"/>. Ask for it before anything else runs: opening it removes what a crash left.</summary>
    public static IServiceCollection AddFolderLake(this IServiceCollection services, string folder) =>
        services.AddSingleton<IObjectStore>(provider =>
        {
            // Who has the database is the only host: nobody else's unfinished replacements are removed.
            provider.GetRequiredService<SqliteDatabase>();
            return new FolderObjectStore(folder);
        });
}
