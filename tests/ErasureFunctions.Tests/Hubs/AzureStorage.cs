using Azure.Storage.Queues;
using DurableTask.AzureStorage;
using DurableTask.Core;
using Erasure.Aws.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace ErasureFunctions.Tests.Hubs;

/// <summary>Azure's storage on this machine, and task hubs in it as Microsoft's provider keeps them.</summary>
internal sealed class AzureStorage : IDisposable
{
    // The storage emulator's account, which is the same everywhere.
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    // How long what a killed process had fetched stays out of sight.
    private static readonly TimeSpan KilledFor = TimeSpan.FromSeconds(10);

    private readonly ForeignServer server;

    private AzureStorage(ForeignServer server) => this.server = server;

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={EndpointOf("port")};QueueEndpoint={EndpointOf("queue")};TableEndpoint={EndpointOf("table")};";

    public static async Task<AzureStorage> StartAsync() => new(await ForeignServer.StartNodeAsync("azurite-server.mjs"));

    /// <summary>Starts it on a folder, with what is in it.</summary>
    public static async Task<AzureStorage> StartAsync(string folder) => new(await ForeignServer.StartNodeAsync("azurite-server.mjs", "0", folder));

    /// <summary>A hub of this name, with what is in it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="worker">Who works on it, where others do too.</param>
    public async Task<TaskHub> OpenAsync(string name, string? worker = null)
    {
        AzureStorageOrchestrationService service = await CreateAsync(name, TimeSpan.FromMilliseconds(100), partitions: 2, worker);
        return new TaskHub(SidecarService.Of(service), service);
    }

    /// <summary>The service of a hub of this name.</summary>
    public async Task<AzureStorageOrchestrationService> CreateAsync(string name, TimeSpan pollingInterval, int partitions, string? worker = null)
    {
        AzureStorageOrchestrationService service = new(new AzureStorageOrchestrationServiceSettings
        {
            StorageAccountClientProvider = new StorageAccountClientProvider(ConnectionString),
            TaskHubName = name,
            WorkerId = worker ?? Environment.MachineName,
            PartitionCount = partitions,
            MaxQueuePollingInterval = pollingInterval,
            ControlQueueVisibilityTimeout = KilledFor,
            WorkItemQueueVisibilityTimeout = KilledFor,
            LeaseAcquireInterval = TimeSpan.FromSeconds(1),
            LoggerFactory = NullLoggerFactory.Instance,
        });
        await service.CreateIfNotExistsAsync();
        return service;
    }

    /// <summary>One of its queues.</summary>
    public QueueClient Queue(string name) => new(ConnectionString, name);

    public void Dispose() => server.Dispose();

    private string EndpointOf(string service) => $"http://127.0.0.1:{server.Ready.GetProperty(service).GetInt32()}/{Account}";
}
