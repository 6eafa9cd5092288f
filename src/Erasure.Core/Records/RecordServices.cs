using Erasure.Core.Records.Moving;
using Microsoft.Extensions.DependencyInjection;

namespace Erasure.Core.Records;

/// <summary>Registers what is said of all records.</summary>
internal static class RecordServices
{
    /// <summary>Adds their format, and the marks of a move. The host adds the <see cref="IRecordStore"/>, and <see cref="IErasesTraces"/> where that leaves traces.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddSingleton<RecordsFormat>()
        .AddSingleton<MoveMarks>();
}
