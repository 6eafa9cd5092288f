namespace Erasure.Core.Telemetry;

/// <summary>How an OTLP collector is spoken to.</summary>
public enum OtlpProtocol
{
    /// <summary>Protobuf over HTTP, usually on port 4318.</summary>
    HttpProtobuf,

    /// <summary>gRPC, usually on port 4317.</summary>
    Grpc,
}
