using System.Text.Json;
using Erasure.Core.Durable;
using Erasure.Core.Vault;

namespace Erasure.Core.Lake.Mappers;

/// <summary>Tells apart where data mappers search, and what. Names nobody.</summary>
internal sealed class MapperPlaces(KeyedHashes hashes, LakeConfiguration? lake = null)
{
    /// <summary>Where the mapper searches in its lake: a table, or a folder of a bucket.</summary>
    public string PlaceOf(DataMapper mapper) => mapper.Table is { } table
        ? hashes.Hash("owed-table", table.Catalog, table.Database, table.Name)[..32]
        : hashes.Hash("owed-place", mapper.Bucket ?? lake?.S3?.Bucket, mapper.Folder.TrimEnd('/'))[..32];

    /// <summary>Which lake that is at present: a folder, at the end of the links that lead there, or whoever has the buckets.</summary>
    public string Root() => lake is { S3: { } s3 }
        ? hashes.Hash("owed-root", "s3", ServerOf(s3))[..32]
        : hashes.Hash("owed-root", "folder", lake?.Folder is { } folder ? FolderAt(Path.GetFullPath(folder)) : null)[..32];

    /// <summary>Both say the same in every setting. Where a table's objects are, and how they are written, is the catalog's to say.</summary>
    public static bool AreSame(DataMapper one, DataMapper other) => Settings(one) == Settings(other);

    // As records have it: a declared one was never in any.
    private static string Settings(DataMapper mapper) => Write(JsonSerializer.Deserialize<DataMapper>(Write(mapper.Unlocated()), DurableJson.Options)!);

    private static string Write(DataMapper mapper) => JsonSerializer.Serialize(mapper, DurableJson.Options);

    // AWS has a bucket's name once, but for its partitions in China and of the government.
    private static string ServerOf(S3Configuration s3) => s3 switch
    {
        { Endpoint: { } endpoint } => new Uri(endpoint).AbsoluteUri.TrimEnd('/'),
        { Region: { } region } when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        { Region: { } region } when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };

    // The links above the folder count too.
    private static string FolderAt(string folder)
    {
        if (Path.GetDirectoryName(folder) is not { } above)
        {
            return folder;
        }

        DirectoryInfo info = new(Path.Combine(FolderAt(above), Path.GetFileName(folder)));
        try
        {
            return Path.TrimEndingDirectorySeparator((info.ResolveLinkTarget(returnFinalTarget: true) ?? info).FullName);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return info.FullName;
        }
    }
}
