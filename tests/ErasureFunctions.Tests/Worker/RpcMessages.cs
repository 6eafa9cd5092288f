using System.Reflection;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace ErasureFunctions.Tests.Worker;

/// <summary>Messages of the platform's protocol in protobuf's JSON form: their types are the worker's own, and internal.</summary>
internal static class RpcMessages
{
    private static readonly MessageDescriptor Streaming = ((FileDescriptor)Assembly.Load("Microsoft.Azure.Functions.Worker.Grpc")
        .GetType("Microsoft.Azure.Functions.Worker.Grpc.Messages.FunctionRpcReflection", throwOnError: true)!
        .GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)!
        .GetValue(null)!).FindTypeByName<MessageDescriptor>("StreamingMessage");

    public static JsonObject Read(byte[] message) => JsonNode.Parse(JsonFormatter.Default.Format(Streaming.Parser.ParseFrom(message)))!.AsObject();

    public static byte[] Write(JsonObject message) => JsonParser.Default.Parse(message.ToJsonString(), Streaming).ToByteArray();
}
