using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTask.Core.History;
using Microsoft.DurableTask.Client;

namespace Erasure.Host.Management;

/// <summary>Instances as Durable Functions' status queries show them.</summary>
internal static class StatusPayload
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(OrchestrationMetadata instance, bool showInput, IList<HistoryEvent>? history, bool showHistoryOutput) =>
        Write(writer => WriteInstance(writer, instance, showInput, history, showHistoryOutput));

    public static string Write(IEnumerable<OrchestrationMetadata> instances, bool showInput) => Write(writer =>
    {
        writer.WriteStartArray();
        foreach (OrchestrationMetadata instance in instances)
        {
            WriteInstance(writer, instance, showInput, history: null, showHistoryOutput: false);
        }

        writer.WriteEndArray();
    });

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteInstance(Utf8JsonWriter writer, OrchestrationMetadata instance, bool showInput, IList<HistoryEvent>? history, bool showHistoryOutput)
    {
        writer.WriteStartObject();
        writer.WriteString("name", instance.Name);
        writer.WriteString("instanceId", instance.InstanceId);
        writer.WriteString("runtimeStatus", instance.RuntimeStatus.ToString());
        WriteJson(writer, "input", showInput ? instance.SerializedInput : null);
        WriteJson(writer, "customStatus", instance.SerializedCustomStatus);
        if (instance.FailureDetails is { } failure && instance.SerializedOutput is null)
        {
            writer.WriteString("output", failure.ErrorMessage);
        }
        else
        {
            WriteJson(writer, "output", instance.SerializedOutput);
        }

        writer.WriteString("createdTime", Seconds(instance.CreatedAt));
        writer.WriteString("lastUpdatedTime", Seconds(instance.LastUpdatedAt));
        if (history is not null)
        {
            writer.WritePropertyName("historyEvents");
            HistoryPayload.Write(writer, history, showInput, showHistoryOutput);
        }

        writer.WriteEndObject();
    }

    private static void WriteJson(Utf8JsonWriter writer, string name, string? json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json ?? "null", skipInputValidation: true);
    }

    private static string Seconds(DateTimeOffset time) => time.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z";
}
