using Erasure.Core.Lake;
using Erasure.Core.Objects;

namespace Erasure.Core.Tests.Lake;

public sealed class LakeObjectTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void Each_version_is_searched_whatever_is_called_current(bool first, bool second)
    {
        LakeObject item = LakeObject.Of([Version("2", first), Version("1", second)]);

        Assert.Equal(["1", "2"], item.Older.Append(item.Current).OfType<ObjectInfo>().Select(version => version.VersionId!).Order(StringComparer.Ordinal));
    }

    private static ObjectVersion Version(string id, bool isCurrent) =>
        new(new ObjectInfo("a", 10, $"etag{id}", DateTimeOffset.UnixEpoch) { VersionId = id }, isCurrent, IsDeleteMarker: false);
}
