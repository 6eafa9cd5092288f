using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace ErasureFunctions.Tests.Worker;

/// <summary>The platform's end of the worker's one gRPC stream: messages in length-prefixed frames over HTTP/2, uncompressed, each answered by one with its request id.</summary>
internal sealed class EventStream
{
    public const string Path = "/AzureFunctionsRpcMessages.FunctionRpc/EventStream";

    private const int PrefixBytes = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Channel<JsonObject> toWorker = Channel.CreateUnbounded<JsonObject>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonObject>> asked = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the worker has called.</summary>
    public Task Started => started.Task;

    /// <summary>What the worker logged.</summary>
    public ConcurrentQueue<JsonObject> Logs { get; } = new();

    /// <summary>Sends a request; the content of its answer.</summary>
    public async Task<JsonObject> AskAsync(string kind, JsonObject content, string answer)
    {
        string id = $"{Guid.NewGuid()}";
        TaskCompletionSource<JsonObject> reply = asked.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await toWorker.Writer.WriteAsync(new JsonObject { ["requestId"] = id, [kind] = content });
        JsonObject message = await reply.Task.WaitAsync(Patience);
        return message[answer]!.AsObject();
    }

    /// <summary>Sends what has no answer.</summary>
    public ValueTask TellAsync(string kind, JsonObject content) => toWorker.Writer.WriteAsync(new JsonObject { ["requestId"] = $"{Guid.NewGuid()}", [kind] = content });

    /// <summary>Serves the stream until the worker hangs up.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.StartAsync();
        Task sending = SendAsync(context);
        while (await ReadAsync(context.Request.Body) is { } message)
        {
            Take(message);
        }

        toWorker.Writer.TryComplete();
        await sending;
    }

    private void Take(JsonObject message)
    {
        if (message.ContainsKey("startStream"))
        {
            started.TrySetResult();
        }
        else if (message["rpcLog"] is JsonObject log)
        {
            Logs.Enqueue(log);
        }
        else if (asked.TryRemove((string)message["requestId"]!, out TaskCompletionSource<JsonObject>? reply))
        {
            reply.SetResult(message);
        }
    }

    private async Task SendAsync(HttpContext context)
    {
        await foreach (JsonObject message in toWorker.Reader.ReadAllAsync())
        {
            byte[] body = RpcMessages.Write(message);
            byte[] prefix = new byte[PrefixBytes];
            BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), body.Length);
            await context.Response.Body.WriteAsync(prefix);
            await context.Response.Body.WriteAsync(body);
            await context.Response.Body.FlushAsync();
        }
    }

    // Null where the worker has gone, which may be in the midst of a frame.
    private static async Task<JsonObject?> ReadAsync(Stream from)
    {
        try
        {
            byte[] prefix = new byte[PrefixBytes];
            await from.ReadExactlyAsync(prefix);
            byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
            await from.ReadExactlyAsync(body);
            return RpcMessages.Read(body);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            return null;
        }
    }
}
