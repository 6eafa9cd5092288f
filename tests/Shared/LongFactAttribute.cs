using Xunit;

namespace Erasure.Tests.Shared;

/// <summary>A test that takes too long for every run, and has no short form.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongFactAttribute : FactAttribute
{
    public LongFactAttribute()
    {
        if (!LongTests.Asked)
        {
            Skip = "takes long: set ERASURE_LONG_TESTS=1";
        }
    }
}
