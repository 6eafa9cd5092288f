using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Erasure.Api.Batch;

/// <summary>How a batch writes its records.</summary>
internal interface IRecordFormat
{
    /// <summary>It is CSV: a quoted line end belongs to the record.</summary>
    bool IsCsv { get; }

    /// <summary>Turns a record into the JSON of a single request.</summary>
    /// <returns>The JSON or the problem; neither for what is no request, such as a header.</returns>
    (JsonDocument? Document, ProblemDetails? Problem) Read(BatchRecord record);
}
