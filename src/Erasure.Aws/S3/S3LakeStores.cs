using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using Erasure.Core.Lake;
using Erasure.Core.Lake.Mappers;
using Erasure.Core.Objects;

namespace Erasure.Aws.S3;

/// <summary>One store for each bucket of the lake and role in it, opened when it is first asked for. One that couldn't be opened is tried again the next time.</summary>
/// <param name="configuration">The lake.</param>
/// <param name="connect">Makes a client; the credentials are null for the SDK's chain.</param>
/// <param name="time">The clock.</param>
public sealed class S3LakeStores(S3Configuration configuration, Func<S3StoreOptions, AWSCredentials?, IAmazonS3> connect, TimeProvider time) : ILakeStores, IDisposable
{
    private readonly ConcurrentDictionary<Place, Lazy<Task<S3ObjectStore>>> stores = [];
    private readonly ConcurrentBag<IAmazonS3> clients = [];

    /// <inheritdoc/>
    /// <exception cref="StoreException">The bucket can't be reached or may not be used, or nothing could be replaced safely in it.</exception>
    public async ValueTask<IObjectStore> OfAsync(DataMapper mapper, CancellationToken cancellationToken)
    {
        Place place = new(mapper.Bucket ?? configuration.Bucket, mapper.RoleArn);
        Lazy<Task<S3ObjectStore>> opening = stores.GetOrAdd(place, at => new(() => OpenAsync(at)));
        try
        {
            return await opening.Value.WaitAsync(cancellationToken);
        }
        catch when (opening.Value.IsFaulted)
        {
            stores.TryRemove(KeyValuePair.Create(place, opening));
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (clients.TryTake(out IAmazonS3? client))
        {
            client.Dispose();
        }
    }

    // Not by the token of whoever asked first: others wait for the same store.
    private async Task<S3ObjectStore> OpenAsync(Place place)
    {
        S3StoreOptions options = S3StoreOptions.Of(configuration, place.Bucket) with { RoleArn = place.RoleArn };
        IAmazonS3 client = connect(options, null);
        try
        {
            S3ObjectStore store = await S3ObjectStore.OpenAsync(client, options, time, CancellationToken.None);
            clients.Add(client);
            return store;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private readonly record struct Place(string Bucket, string? RoleArn);
}
