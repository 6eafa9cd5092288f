using System.Text;
using Azure.Core.Serialization;
using Erasure.Core.Durable;

namespace ErasureFunctions.Durable;

/// <summary>The worker's serializer: all that goes through the Durable extension is written and read by <see cref="DurableDataConverter"/>.</summary>
internal sealed class DurableSerializer : ObjectSerializer
{
    private const string Null = "null";

    public override object? Deserialize(Stream stream, Type returnType, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        return DurableDataConverter.Instance.Deserialize(reader.ReadToEnd(), returnType);
    }

    public override async ValueTask<object?> DeserializeAsync(Stream stream, Type returnType, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
        return DurableDataConverter.Instance.Deserialize(await reader.ReadToEndAsync(cancellationToken), returnType);
    }

    public override void Serialize(Stream stream, object? value, Type inputType, CancellationToken cancellationToken) => stream.Write(Write(value));

    public override async ValueTask SerializeAsync(Stream stream, object? value, Type inputType, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Write(value), cancellationToken);

    private static byte[] Write(object? value) => Encoding.UTF8.GetBytes(DurableDataConverter.Instance.Serialize(value) ?? Null);
}
